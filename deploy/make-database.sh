#!/bin/sh
# Run once by PostgreSQL's own image, when its volume is empty: a database, and a user for the bot who is no superuser.
set -eu

psql --set=ON_ERROR_STOP=1 --no-psqlrc --username=postgres --dbname=postgres <<'SQL'
\getenv password STUDYHALL_PASSWORD
create role studyhall_app nologin;
create role studyhall login password :'password';
grant studyhall_app to studyhall;
create database studyhall owner studyhall;
SQL
