"""`python -m conversion_goals` is the command `conversion-goals`."""

from conversion_goals.cli import main

raise SystemExit(main())
