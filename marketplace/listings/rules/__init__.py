"""Pure rules of listings: channels, fee plans, bars and caps; no database, request or clock."""
