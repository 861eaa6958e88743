package conductor.ops.embedded;

import conductor.journal.sink.Migrations;
import conductor.ops.embedded.EmbeddedServerException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Makes the data folder. Whoever has a login on this machine can reach a port of 127.0.0.1, and PostgreSQL's superuser can run
 * programs; so nobody is trusted: the superuser has no password and therefore no way in, and the role that owns the database
 * has a random one, in a file that only this user can read.
 */
final class PostgresCluster {
    /** Of the database and of the role that owns it. */
    static final String NAME = "conductor";

    private PostgresCluster() {}

    /** Makes the data folder where there is none; what an earlier attempt left half made is made anew. Answers the password. */
    static String ensure(PostgresFiles files, PostgresPrograms programs) throws IOException {
        if (!Files.exists(files.data())) {
            create(files, programs);
        }
        String password = files.password().orElse(null);
        if (password == null) { // moved here without it, or the machine died before it was on disk
            password = PostgresFiles.newPassword();
            sql(files, files.data(), programs, "ALTER ROLE " + NAME + " PASSWORD '" + password + "';\n");
            files.keepPassword(password); // only now: a file that is there says what the role has
        }
        return password;
    }

    private static void create(PostgresFiles files, PostgresPrograms programs) throws IOException {
        Path making = files.dir().resolve("data.making");
        PostgresBinary.delete(making);
        PostgresPrograms.Result made = programs.run(
                "",
                "initdb",
                "--pgdata=" + making,
                "--username=postgres",
                "--auth-local=reject",
                "--auth-host=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8");
        if (made.exitCode() != 0) {
            throw new EmbeddedServerException(
                    Code.START,
                    "initdb of the embedded PostgreSQL failed: " + made.output() + ". " + PostgresPrograms.OTHERWISE);
        }
        String password = files.password().orElseGet(PostgresFiles::newPassword);
        sql(
                files,
                making,
                programs,
                "CREATE ROLE " + NAME + " LOGIN PASSWORD '" + password + "';\n" + "CREATE ROLE " + Migrations.READER
                        + " NOLOGIN;\n" + "CREATE DATABASE " + NAME + " OWNER " + NAME + ";\n");
        files.keepPassword(password);
        Files.move(making, files.data(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Runs statements, one a line, on a data folder that no server has open. */
    private static void sql(PostgresFiles files, Path data, PostgresPrograms programs, String statements) {
        PostgresPrograms.Result done = programs.run(
                statements,
                "postgres",
                "--single",
                "-D",
                data.toString(),
                "-c",
                "exit_on_error=on",
                "-c",
                "log_min_error_statement=panic",
                "-c",
                "log_checkpoints=off",
                "postgres");
        if (done.exitCode() != 0) {
            throw PostgresServer.dataError(files, "cannot set up its data", done.output());
        }
    }
}
