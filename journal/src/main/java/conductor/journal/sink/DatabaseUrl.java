package conductor.journal.sink;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a database is and who asks: {@code postgres://user:password@host:port/name?options}, the same with {@code postgresql://}, or
 * {@code jdbc:postgresql://host:port/name?user=…&password=…&options}. User and password are percent-decoded. Immutable.
 */
public final class DatabaseUrl implements DatabaseAddress {
    /** Seconds until an attempt to connect is given up, unless the URL says otherwise. */
    private static final int CONNECT_TIMEOUT_S = 5;
    /** The same for a server that takes the connection and then says nothing; an interrupt ends the wait as well. */
    private static final int LOGIN_TIMEOUT_S = 15;
    /** Longest wait for a lock, in seconds. */
    private static final int LOCK_TIMEOUT_S = 10;
    /** Lets the server give a connection up that is gone without a farewell, with its locks. */
    private static final String NOTICE_THE_DEAD =
            "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3";
    /** The same in the middle of a statement; from PostgreSQL 14 on, and on Linux. */
    private static final String NOTICE_WHILE_BUSY = "SET client_connection_check_interval = '5s'";

    private static final Set<String> NOT_THERE = Set.of("42704", "22023");

    private static final Pattern FORM = Pattern.compile(
            "(?:jdbc:)?postgres(?:ql)?://"
                    + "(?:(?<user>[^:/?#@]*)(?::(?<password>[^/?#]*))?@)?(?<hosts>[^/?#@]+)(?:/(?<name>[^/?#]*))?(?:\\?(?<options>[^#]*))?");

    private final String jdbc;
    private final String user;
    private final String password;

    private DatabaseUrl(String jdbc, String user, String password) {
        this.jdbc = jdbc;
        this.user = user;
        this.password = password;
    }

    /**
     * Reads a URL in any of its forms.
     *
     * @throws IllegalArgumentException with a sentence that does not repeat the URL, which may hold a password.
     */
    public static DatabaseUrl parse(String url) {
        Matcher form = FORM.matcher(url.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "must look like postgres://user:password@host:port/name or jdbc:postgresql://host:port/name");
        }
        String user = form.group("user");
        String password = form.group("password");
        List<String> options = new ArrayList<>();
        for (String option : form.group("options") == null
                ? new String[0]
                : form.group("options").split("&")) {
            if (option.startsWith("user=")) {
                user = option.substring("user=".length());
            } else if (option.startsWith("password=")) {
                password = option.substring("password=".length());
            } else if (!option.isEmpty()) {
                options.add(option);
            }
        }
        String name = form.group("name") == null ? "" : form.group("name");
        String jdbc = "jdbc:postgresql://" + form.group("hosts") + "/" + name
                + (options.isEmpty() ? "" : "?" + String.join("&", options));
        return new DatabaseUrl(jdbc, decoded(user), decoded(password));
    }

    private static String decoded(String text) {
        try {
            return text == null ? null : URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) { // whose message repeats a part of it
            throw new IllegalArgumentException(
                    "has a % in user or password without two hex digits behind it: a % itself is written %25");
        }
    }

    /**
     * A new connection that notices a dead server, and whose server notices when we are dead.
     *
     * @param application the name it has in the server's list of connections.
     * @param socketTimeoutS seconds without an answer after which it is given up; 0 = never.
     */
    public Connection open(String application, int socketTimeoutS) throws SQLException {
        Connection connection = connect(application, socketTimeoutS);
        boolean ready = false;
        try {
            settle(connection, socketTimeoutS);
            ready = true;
            return connection;
        } finally {
            if (!ready) {
                connection.close();
            }
        }
    }

    /** A connection that wants to be {@link #settle settled}. */
    Connection connect(String application, int socketTimeoutS) throws SQLException {
        return open(driverProperties(application, socketTimeoutS));
    }

    /**
     * Tells the server of a new connection how long to wait for us, and for a lock: well below the time in which we wait for the server,
     * which is to say that it was a lock before we give it up as dead.
     */
    static void settle(Connection connection, int socketTimeoutS) throws SQLException {
        int lockMs = 1_000 * LOCK_TIMEOUT_S;
        if (socketTimeoutS > 0) {
            lockMs = Math.min(lockMs, 500 * socketTimeoutS);
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET lock_timeout = " + lockMs + "; " + NOTICE_THE_DEAD);
            try {
                statement.execute(NOTICE_WHILE_BUSY);
            } catch (SQLException e) {
                String state = e.getSQLState();
                if (state == null || !NOT_THERE.contains(state)) {
                    throw e;
                }
            }
        }
    }

    /** A new connection with properties of the driver beside user and password. */
    public Connection open(Map<String, String> driverProperties) throws SQLException {
        Properties properties = new Properties();
        properties.putAll(driverProperties);
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        return DriverManager.getConnection(jdbc, properties);
    }

    /** The driver's properties of every connection of ours; what the URL says itself counts more. */
    static Map<String, String> driverProperties(String application, int socketTimeoutS) {
        return Map.of(
                "connectTimeout",
                Integer.toString(CONNECT_TIMEOUT_S),
                "loginTimeout",
                Integer.toString(socketTimeoutS == 0 ? LOGIN_TIMEOUT_S : Math.min(LOGIN_TIMEOUT_S, socketTimeoutS)),
                "socketTimeout",
                Integer.toString(socketTimeoutS),
                "tcpKeepAlive",
                "true",
                "socketFactory",
                LingeringSockets.class.getName(),
                "ApplicationName",
                application);
    }

    String jdbc() {
        return jdbc;
    }

    String user() {
        return user;
    }

    String password() {
        return password;
    }

    /** This one. */
    @Override
    public DatabaseUrl now() {
        return this;
    }

    /** Host, port and name of the database, for people and logs: user and password are left out, and the options, which may hold others. */
    @Override
    public String toString() {
        return jdbc.replaceFirst("\\?.*", "");
    }
}
