"""The thin runner of the dbt package conversion_goals: load, build, demo, check."""
