SELECT toDateTime64('1968-12-31 23:00:00', 0, 'UTC'), toDate32('1968-12-31'), toDate32('1968-12-01'), 1
