"""The plan on its way out: calendar, watch, text, tables, paper."""
