"""A setting of the thresholds is a fact: it is never changed and never deleted, for judgements name it

Revision: 0015
Before: 0014
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLE = "judgement_settings"


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for verb in ("UPDATE", "DELETE"):
        name = f"closed_{TABLE}_{verb.lower()}"
        if sqlite:
            op.execute(
                f'CREATE TRIGGER {name} BEFORE {verb} ON "{TABLE}" BEGIN '
                f"SELECT RAISE(ABORT, '{TABLE} is closed; set other figures instead'); END"
            )
        else:
            op.execute(
                f'CREATE TRIGGER {name} BEFORE {verb} ON "{TABLE}" FOR EACH ROW EXECUTE FUNCTION refuse_closed()'
            )


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for verb in ("update", "delete"):
        op.execute(f"DROP TRIGGER closed_{TABLE}_{verb}" + ("" if sqlite else f' ON "{TABLE}"'))
