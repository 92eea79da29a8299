SELECT
  count() AS regions
FROM fixture.regions
