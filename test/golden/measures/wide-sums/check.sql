SELECT sum(toInt256(bytes)), toFloat64(sum(toInt256(bytes))) / count(*), sum(toInt256(balance)), sum(toDecimal256(tax, 4)) FROM fixture.visits WHERE site_id IN ('aa', 'bb')
