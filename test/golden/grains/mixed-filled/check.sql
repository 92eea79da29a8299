SELECT arrayJoin([toDate32('2023-10-27'), toDate32('2024-01-30'), toDate32('2024-05-03'), toDate32('2024-08-05'), toDate32('2024-11-08')]) AS b, if(b = '2024-01-30', 8, 0) FROM system.one
