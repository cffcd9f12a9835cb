"""Several at the same moment, with real threads and connections."""

import threading

from django.db import connections


def race(*runners):
    """Let all of them go at the same moment, each with a connection of its own; errors are raised here."""
    start, errors = threading.Barrier(len(runners)), []

    def run(runner):
        try:
            start.wait()
            runner()
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[runner]) for runner in runners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
