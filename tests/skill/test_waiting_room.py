"""Few work at a time, and who came first goes first."""

import time
from threading import Thread

from skill.waiting_room import Places


def test_whoever_came_first_goes_first() -> None:
    places, order = Places(1), list[int]()
    places.__enter__()

    def comes(number: int) -> None:
        with places:
            order.append(number)

    threads = []
    for number in range(20):
        threads.append(Thread(target=comes, args=[number]))
        threads[-1].start()
        while len(places.waiting) <= number:
            time.sleep(0.001)
    places.__exit__()
    for thread in threads:
        thread.join(10)

    assert order == list(range(20))


def test_no_more_work_at_once_than_there_are_places_and_none_is_lost() -> None:
    places, inside, most = Places(3), list[int](), list[int]()

    def works(number: int) -> None:
        for _ in range(50):
            with places:
                inside.append(number)
                most.append(len(inside))
                time.sleep(0)
                inside.remove(number)

    threads = [Thread(target=works, args=[number]) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert max(most) <= 3
    assert len(most) == 12 * 50
    with places, places, places:  # all three are free again
        pass


def test_a_place_is_free_again_after_an_error() -> None:
    places = Places(1)
    for _ in range(2):
        try:
            with places:
                raise KeyError
        except KeyError:
            pass

    with places:
        assert places.waiting == ()
