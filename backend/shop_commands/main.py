"""All commands of `encore shop`."""

from backend.shop_commands import customers, goods, orders, systems
from backend.shop_commands.desk import shop

__all__ = ["customers", "goods", "orders", "shop", "systems"]
