"""`python -m tests.kit.one_job FOLDER KEY`: the small application's process for one job that its parent has claimed."""

import sys
from pathlib import Path

from tests.kit.jobs_app import small_app

if __name__ == "__main__":
    app = small_app(Path(sys.argv[1]))
    with app.app_context():
        sys.exit(app.test_cli_runner().invoke(args=["jobs", "run", "--claimed", sys.argv[2]]).exit_code)
