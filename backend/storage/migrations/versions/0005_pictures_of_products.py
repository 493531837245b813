"""pictures of products"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("products", sa.Column("image", sa.String(2000)))


def downgrade() -> None:
    op.drop_column("products", "image")
