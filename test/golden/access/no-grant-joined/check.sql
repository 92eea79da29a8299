SELECT count(*) FROM fixture.regions
