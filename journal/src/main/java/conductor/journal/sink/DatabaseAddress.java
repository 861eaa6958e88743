package conductor.journal.sink;

import java.sql.SQLException;

/** Where the database is now: always the same place, or one that comes and goes. */
@FunctionalInterface
public interface DatabaseAddress {
    /**
     * Asked before every attempt to connect.
     *
     * @return null while it is not known yet whether there will be one.
     * @throws SQLException with the reason why there is none.
     */
    DatabaseUrl now() throws SQLException;
}
