"""Three articles and a statement, written for these tests."""

AGENCY = """LOMVIK: The council of Lomvik voted on Tuesday to close the old ferry line to Harn at the end of the season,
ending a service that has run for ninety-one years. Mayor Ingrid Solheim said the new bridge, opened in May, had taken
four in five of the passengers. "We are losing money on every crossing," Solheim told reporters after the vote.

The line carried 212,000 people last year, down from 940,000 before work on the bridge began, according to figures
from the harbour office. Twenty-six people work on the two ferries and in the ticket hall. The council promised to find
them other posts, though the union said on Wednesday that it had seen no written offer.

Islanders from Harn, who packed the public gallery, argued that the bridge closes in high winds and that the clinic can
then be reached by water alone. Per Aune, a retired captain, collected 1,400 signatures for a winter service. The council
will decide in September whether one of the two ferries is kept in reserve for storms.
"""
REWRITE = """It is the end of the line for one of the oldest ferries on the coast, and not everybody is glad of it. The
council of Lomvik voted on Tuesday to close the old ferry line to Harn at the end of the season, and one can follow the
sums: Mayor Ingrid Solheim said the new bridge, opened in May, had taken four in five of the passengers.

Numbers tell half of it. The line carried 212,000 people last year, down from 940,000 before work on the bridge began.
Those who made it run are the other half: twenty-six people work on the two ferries and in the ticket hall, and
nobody could say this week where they would go. The union said on Wednesday that it had seen no written offer.

And then there is the weather. Islanders from Harn, who packed the public gallery, argued that the bridge closes in high
winds and that the clinic can then be reached by water alone. A retired captain has gone from door to door with a
list. The council will decide in September whether one of the two ferries is kept in reserve for storms. One hopes so.
"""
SAME_TOPIC = """Ferries along the coast are disappearing, and Lomvik is only the latest town to give one up. Where bridges
and tunnels open, travellers change to cars within months, a study by the transport institute found last year.

Researchers looked at eleven crossings that were replaced since 1990. In nine of them the boats stopped within three
years, often after a last season at half price. Harn, an island of some 1,100 people, would be the twelfth. Its residents
fear for the days on which gales shut the bridge, which happened six times in its first autumn.

Elsewhere a compromise was found. Two towns further north share one vessel that lies at the quay and sails only
when the police close the road. It costs each of them less than a snow plough, its skipper likes to say.
"""
STATEMENT = """"We have listened to the people who sail, to the people who wait on the quay and to the people who pay, and
we have come to the view that nobody is served by a boat that leaves half empty eleven times a day, that burns
more oil each year, and that keeps a whole crew from the work which the town will need in the years that are now before
us," the mayor said in a written statement."""
