"""Who sees what when: own writes, commits out of order, rollbacks, rebuilt indexes, many threads."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, text

from marketplace.listings.search import Query, forget, put, put_many, remove, search
from marketplace.listings.search.finding import engine_of
from marketplace.listings.search.query import parse
from marketplace.listings.search.schema import create, drop, has_contentless_delete, is_current
from tests.listings.search.conftest import make_entry


def ids(engine: Engine, typed: str = "") -> set[int]:
    with engine.connect() as connection:
        return set(search(connection, Query(typed)).ids)


def test_a_listing_is_found_by_all_from_its_commit_on(engine):
    assert ids(engine) == set()
    with engine.begin() as connection:
        put(connection, make_entry(1))
        assert search(connection, Query("石墨烯")).ids == (1,)
        assert search(connection, Query()).ids == (1,)
        assert ids(engine) == set()
        assert ids(engine, "石墨烯") == set()
    assert ids(engine) == ids(engine, "石墨烯") == {1}


def test_what_is_rolled_back_was_never_there(engine):
    with engine.begin() as connection:
        put(connection, make_entry(1, city="大连"))
    assert ids(engine) == {1}
    with engine.connect() as connection:
        put(connection, make_entry(2))
        put(connection, make_entry(1, city="沈阳"))
        assert search(connection, Query()).facets["city"] == [("沈阳", 2)]
        connection.rollback()
        assert search(connection, Query()).facets["city"] == [("大连", 1)]
    with engine.begin() as connection:
        put(connection, make_entry(3))
    assert ids(engine) == ids(engine, "石墨烯") == {1, 3}


def test_a_savepoint_rolled_back_inside_a_transaction_is_not_seen(engine):
    with engine.begin() as connection:
        put(connection, make_entry(1))
        savepoint = connection.begin_nested()
        put(connection, make_entry(2))
        savepoint.rollback()
        assert search(connection, Query()).ids == (1,)
    assert ids(engine) == {1}


def test_a_first_search_after_an_own_write_shares_nothing(engine):
    with engine.connect() as connection:
        put(connection, make_entry(1))
        assert search(connection, Query()).ids == (1,)
        connection.rollback()
    assert ids(engine) == set()


def test_a_transaction_that_commits_late_is_not_missed(engine):
    """PostgreSQL: the first to write is the last to commit. SQLite lets nobody in between."""
    with engine.connect() as late:
        if engine.dialect.name == "postgresql":
            put(late, make_entry(1))
        with engine.begin() as quick:
            put(quick, make_entry(2))
        assert ids(engine) == {2}
        if engine.dialect.name == "sqlite":
            put(late, make_entry(1))
        with engine.connect() as reader:
            assert search(reader, Query()).ids == (2,)
        late.commit()
    assert ids(engine) == ids(engine, "石墨烯") == {1, 2}


def test_the_older_transaction_may_have_the_last_word_on_a_listing(engine):
    """PostgreSQL: a lower transaction id then stands where a higher one stood."""
    with engine.begin() as connection:
        put(connection, make_entry(1, city="沈阳"))
    with engine.connect() as older:
        if engine.dialect.name == "postgresql":
            older.execute(text("SELECT pg_current_xact_id()"))
        with engine.begin() as newer:
            put(newer, make_entry(1, city="大连"))
        with engine.connect() as reader:
            assert search(reader, Query()).facets["city"] == [("大连", 1)]
        put(older, make_entry(1, city="鞍山"))
        older.commit()
    with engine.connect() as reader:
        assert search(reader, Query()).facets["city"] == [("鞍山", 1)]


def test_a_reader_with_an_old_snapshot_does_not_turn_the_columns_back(engine):
    with engine.begin() as connection:
        put(connection, make_entry(1))
    reader = engine.connect()
    if engine.dialect.name == "postgresql":
        reader = reader.execution_options(isolation_level="REPEATABLE READ")
    search(reader, Query())
    with engine.begin() as connection:
        put(connection, make_entry(2))
    assert ids(engine) == {1, 2}
    search(reader, Query())
    assert ids(engine) == {1, 2}
    reader.close()


def test_changing_the_newest_row_again_is_noticed(engine):
    for city in ("沈阳", "大连", "鞍山", "大连"):
        with engine.begin() as connection:
            put(connection, make_entry(1, city=city))
        with engine.connect() as connection:
            assert search(connection, Query()).facets["city"] == [(city, 1)]


def test_closing_and_removing_reach_other_readers(engine):
    with engine.begin() as connection:
        put_many(connection, [make_entry(1), make_entry(2), make_entry(3)])
    assert ids(engine) == {1, 2, 3}
    with engine.begin() as connection:
        put(connection, make_entry(1, open=False))
        remove(connection, 2)
    assert ids(engine) == ids(engine, "石墨烯") == {3}
    with engine.begin() as connection:
        put(connection, make_entry(2))
    assert ids(engine) == {2, 3}


def test_a_rebuilt_index_is_loaded_again(engine):
    with engine.begin() as connection:
        put(connection, make_entry(1))
    assert ids(engine) == {1}
    with engine.begin() as connection:
        drop(connection)
        create(connection)
        assert is_current(connection)
        put(connection, make_entry(7))
    assert ids(engine) == {7}
    forget()
    assert ids(engine) == {7}


def test_threads_see_one_market(engine):
    def publish(number: int) -> None:
        with engine.connect() as connection:
            put(connection, make_entry(number))
            connection.commit()

    def look(_number: int) -> int:
        return len(ids(engine, "石墨烯"))

    with ThreadPoolExecutor(4) as pool:
        looks = [pool.submit(look, number) for number in range(40)]
        for number in range(1, 16):
            publish(number)
        assert all(0 <= future.result() <= 15 for future in looks)
    assert ids(engine) == set(range(1, 16))


def test_the_newest_are_given_when_there_are_too_many(engine):
    numbers = (*range(1, 9), *range(90_000, 90_040))
    with engine.begin() as connection:
        put_many(connection, [make_entry(number) for number in numbers])
        found, is_capped = engine_of(connection).ids(connection, parse("石墨烯").phrase, 10, 90_039)
        titles = engine_of(connection).title_ids(connection, parse("石墨烯").phrase, 2, 90_039)
        rare, is_rare_capped = engine_of(connection).ids(connection, parse("石墨烯").phrase, 100, 90_039)
    assert is_capped
    assert len(found) >= 10
    assert min(found) >= 90_000
    assert set(titles.tolist()) == {90_038, 90_039}
    assert set(rare.tolist()) == set(numbers)
    assert not is_rare_capped


def test_a_bulk_load_can_be_changed_afterwards(engine):
    with engine.begin() as connection:
        assert put_many(connection, (make_entry(number, f"装置{number}") for number in range(1, 5_101))) == 5_100
        put_many(connection, (make_entry(number, f"设备{number}") for number in range(101, 5_101)))
    with engine.connect() as connection:
        assert search(connection, Query("装置")).total == 100
        found = search(connection, Query("设备", page=100, page_size=50))
        assert (found.total, found.pages, len(found.ids)) == (5_000, 100, 50)


def test_the_callers_planner_settings_stay(engine):
    names = ("enable_seqscan", "jit", "plan_cache_mode") if engine.dialect.name == "postgresql" else ()
    with engine.connect() as connection:
        before = [connection.execute(text(f"SHOW {name}")).scalar() for name in names]
        search(connection, Query("石墨烯"))
        assert [connection.execute(text(f"SHOW {name}")).scalar() for name in names] == before


@pytest.mark.parametrize(("version", "deletes"), [((3, 40, 1), False), ((3, 43, 0), True), ((3, 51, 0), True)])
def test_newer_sqlite_deletes_by_itself(version, deletes):
    assert has_contentless_delete(version) is deletes
