CREATE DATABASE IF NOT EXISTS flights ENGINE = Atomic;
DROP TABLE IF EXISTS flights.flights;
CREATE TABLE flights.flights
(
    date        Nullable(DateTime64(6, 'UTC')),
    delay       Nullable(Int64),
    distance    Nullable(Int64),
    origin      Nullable(String),
    destination Nullable(String)
)
ENGINE = MergeTree ORDER BY tuple();
DROP TABLE IF EXISTS flights.airports;
CREATE TABLE flights.airports
(
    iata      String,
    name      Nullable(String),
    city      Nullable(String),
    state     Nullable(String),
    country   Nullable(String),
    latitude  Nullable(Float64),
    longitude Nullable(Float64)
)
ENGINE = MergeTree ORDER BY iata;
INSERT INTO flights.flights SELECT date, delay, distance, origin, destination FROM file('{{folder}}/flights-3m.parquet', Parquet);
INSERT INTO flights.airports SELECT * FROM file('{{folder}}/airports.csv', CSVWithNames);
