"""How long things hold, and how often a person may fail."""

from datetime import timedelta

SESSION = timedelta(hours=12)  # a sign-in ends then, used or not
IDLE = {"asvs": timedelta(hours=2), "mlps3": timedelta(minutes=30)}
FRESH_MINUTES = 10  # a password typed that recently need not be typed again
RESET_LINK = timedelta(hours=1)
INVITATION = timedelta(days=7)

WINDOW = timedelta(minutes=15)  # failures older than this are forgotten
LONGEST_SPAN = timedelta(days=1)  # no limit counts further back

CODE = timedelta(minutes=10)  # how long the code holds that confirms an address
CODE_TRIES = 5  # at one code
CODE_PAUSE = timedelta(minutes=1)  # a second click on “send again” within it sends nothing
DEVICE = timedelta(days=400)  # how long a device stays known; browsers keep a cookie no longer
MOST_DEVICES = 20  # of one member; beyond, the one longest known is forgotten

PASSWORD_DAYS = {"mlps3": 90}  # a password older than this is changed before anything else
FORMER_PASSWORDS = {"mlps3": 5}  # so many last ones may not come back
