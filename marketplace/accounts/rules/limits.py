"""How long things hold, and how often a person may fail."""

from datetime import timedelta

SESSION = timedelta(hours=12)  # a sign-in ends then, used or not
IDLE = {"asvs": timedelta(hours=2), "mlps3": timedelta(minutes=30)}
FRESH_MINUTES = 10  # a password typed that recently need not be typed again
RESET_LINK = timedelta(hours=1)
INVITATION = timedelta(days=7)

WINDOW = timedelta(minutes=15)  # failures older than this are forgotten
LONGEST_SPAN = timedelta(days=1)  # no limit counts further back
MOST_BY_ACCOUNT = 5
MOST_BY_NETWORK = 30  # many people of one firm share a network
MOST_LETTERS = 3  # password letters to one address in a window

PASSWORD_DAYS = {"mlps3": 90}  # a password older than this is changed before anything else
FORMER_PASSWORDS = {"mlps3": 5}  # so many last ones may not come back
