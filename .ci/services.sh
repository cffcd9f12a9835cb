# Sourced by run: gets what is missing from the system, and finds or starts the two database servers.

need() { # command package
    command -v "$1" >/dev/null && return
    if [ "$(id -u)" != 0 ]; then
        echo "Please install $2 (there is no $1, and only root can install it)."
        return 1
    fi
    [ -n "${APT_UPDATED:-}" ] || apt-get update -q
    APT_UPDATED=1
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$2"
}

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

until_listening() { # port
    for _ in $(seq 60); do
        listens "$1" && return
        sleep 1
    done
    echo "Nothing listens on port $1."
    return 1
}

opens() { # url: can we sign in there?
    .venv/bin/python - "$1" <<'PYTHON' 2>/dev/null
import sys
from urllib.parse import urlsplit

url = urlsplit(sys.argv[1])
if url.scheme.startswith("postgres"):
    import psycopg

    psycopg.connect(url._replace(path="/postgres").geturl(), connect_timeout=5).close()
else:
    import MySQLdb

    MySQLdb.connect(host=url.hostname, port=url.port or 3306, user=url.username, password=url.password or "").close()
PYTHON
}

postgres_running() {
    export POSTGRES_URL="${POSTGRES_URL:-postgres://postgres@127.0.0.1:5432/oscar_clienti}"
    if ! listens 5432; then
        need pg_ctlcluster postgresql
        service postgresql start
        until_listening 5432
    fi
    opens "$POSTGRES_URL" && return
    su postgres -c psql <<'SQL'
CREATE ROLE oscar_clienti LOGIN SUPERUSER PASSWORD 'oscar_clienti';
SQL
    export POSTGRES_URL=postgres://oscar_clienti:oscar_clienti@127.0.0.1:5432/oscar_clienti
    opens "$POSTGRES_URL"
}

mariadb_running() {
    export MARIADB_URL="${MARIADB_URL:-mysql://root@127.0.0.1:3306/oscar_clienti}"
    if ! listens 3306; then
        need mariadbd mariadb-server
        service mariadb start
        until_listening 3306
    fi
    opens "$MARIADB_URL" && return
    mariadb <<'SQL'
CREATE USER IF NOT EXISTS oscar_clienti@localhost IDENTIFIED BY 'oscar_clienti';
CREATE USER IF NOT EXISTS oscar_clienti@127.0.0.1 IDENTIFIED BY 'oscar_clienti';
GRANT ALL PRIVILEGES ON *.* TO oscar_clienti@localhost, oscar_clienti@127.0.0.1;
SQL
    export MARIADB_URL=mysql://oscar_clienti:oscar_clienti@127.0.0.1:3306/oscar_clienti
    opens "$MARIADB_URL"
}
