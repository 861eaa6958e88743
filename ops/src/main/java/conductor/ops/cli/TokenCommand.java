package conductor.ops.cli;

import conductor.gateway.edge.ApiToken;
import conductor.gateway.edge.EdgeCalls;
import conductor.gateway.edge.EdgeLink;
import conductor.gateway.edge.TokenStore;
import conductor.gateway.json.Json;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code conductor token}: the tokens of machines and operators. */
@Command(
        name = "token",
        description = {
            "Tokens for machines and operators that use the gateway. They stand in Redis as hashes; what is shown when one is made is not shown again.",
            "Scopes: read (see everything), ingest (bring signals), operate (decide as organisers do), admin (all of it)."
        },
        subcommands = {
            TokenCommand.New.class,
            TokenCommand.Ls.class,
            TokenCommand.Rotate.class,
            TokenCommand.Revoke.class
        })
final class TokenCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private GlobalOptions global;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }

    /** What all of them have. */
    private abstract static class Each implements Callable<Integer> {
        @Mixin
        private GlobalOptions global;

        @Spec
        private CommandSpec spec;

        <T> T ask(Function<TokenStore, CompletableFuture<T>> question) {
            EdgeLink link = new EdgeLink(NodeRedis.of(global));
            try (link;
                    EdgeCalls calls = new EdgeCalls(link)) {
                return question.apply(new TokenStore(calls)).join();
            } catch (CompletionException e) {
                throw new CommandFailure(
                        ExitCode.NOT_REACHABLE,
                        "Redis at " + link.shown() + ": " + e.getCause().getMessage());
            }
        }

        PrintWriter out() {
            return spec.commandLine().getOut();
        }

        boolean json() {
            return global.json();
        }

        void show(TokenStore.Made made) {
            if (json()) {
                Map<String, Object> all = new LinkedHashMap<>(describe(made.token()));
                all.put("token", made.text());
                out().println(Json.write(all));
            } else {
                out().println(made.text());
                spec.commandLine()
                        .getErr()
                        .println("This is the only time that it is shown. It may: "
                                + String.join(", ", new TreeSet<>(made.token().scopes())) + ".");
            }
            out().flush();
        }
    }

    private static CommandFailure unknown(String id) {
        return new CommandFailure(ExitCode.FAILURE, "There is no token " + id + "; conductor token ls shows them.");
    }

    private static Map<String, Object> describe(ApiToken token) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("id", token.id());
        all.put("name", token.name());
        all.put("scopes", new TreeSet<>(token.scopes()));
        all.put("scope", token.scope());
        all.put("secrets", token.secrets().size());
        all.put(
                "expires_at",
                token.secrets().isEmpty() ? null : token.secrets().get(0).expiresAt());
        all.put("created_at", token.createdAt());
        return all;
    }

    /** {@code conductor token new}. */
    @Command(name = "new", description = "Makes a token and prints it.")
    static final class New extends Each {
        @Parameters(paramLabel = "NAME", description = "What it is for, as the list shows it.")
        private String name;

        @Option(
                names = "--scopes",
                split = ",",
                required = true,
                paramLabel = "SCOPE",
                description = "What it may do: read, ingest, operate, admin; several separated by commas.")
        private Set<String> scopes;

        @Option(
                names = "--scope",
                defaultValue = "*",
                description = "Tenant that it is bound to (default: ${DEFAULT-VALUE}, any).")
        private String scope;

        @Option(names = "--days", description = "Days after which it ends (default: when it is revoked).")
        private Integer days;

        @Override
        public Integer call() {
            Set<String> unknown = new TreeSet<>(scopes);
            unknown.removeAll(ApiToken.SCOPES);
            if (!unknown.isEmpty()) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "There is no scope " + String.join(", ", unknown)
                                + "; scopes are read, ingest, operate and admin.");
            }
            if (days != null && days < 1) {
                throw new CommandFailure(ExitCode.USAGE, "--days must be at least 1.");
            }
            Duration lifetime = days == null ? null : Duration.ofDays(days);
            show(ask(store -> store.create(name, scopes, scope, lifetime)));
            return ExitCode.OK;
        }
    }

    /** {@code conductor token ls}. */
    @Command(name = "ls", description = "Lists the tokens, without their secrets.")
    static final class Ls extends Each {
        @Override
        public Integer call() {
            Collection<ApiToken> all = ask(TokenStore::list);
            if (json()) {
                List<Map<String, Object>> items = new ArrayList<>();
                all.forEach(token -> items.add(describe(token)));
                out().println(Json.write(Map.of("items", items)));
            } else if (all.isEmpty()) {
                out().println("There are no tokens. Make one: conductor token new NAME --scopes read,operate");
            } else {
                out().printf("%-14s %-24s %-28s %-12s %s%n", "ID", "NAME", "SCOPES", "SCOPE", "CREATED");
                for (ApiToken token : all) {
                    out().printf(
                                    "%-14s %-24s %-28s %-12s %s%n",
                                    token.id(),
                                    token.name(),
                                    String.join(",", new TreeSet<>(token.scopes())),
                                    token.scope(),
                                    token.createdAt());
                }
            }
            out().flush();
            return ExitCode.OK;
        }
    }

    /** {@code conductor token rotate}. */
    @Command(name = "rotate", description = "Gives a token a new secret; the old one stays valid for a while.")
    static final class Rotate extends Each {
        @Parameters(paramLabel = "ID", description = "Its id, as the list shows it.")
        private String id;

        @Option(
                names = "--keep-old-hours",
                defaultValue = "24",
                description = "Hours for which the old secret is still valid (default: ${DEFAULT-VALUE}).")
        private int hours;

        @Override
        public Integer call() {
            TokenStore.Made made = ask(store -> store.rotate(id, Duration.ofHours(Math.max(0, hours))));
            if (made == null) {
                throw unknown(id);
            }
            show(made);
            return ExitCode.OK;
        }
    }

    /** {@code conductor token revoke}. */
    @Command(name = "revoke", description = "Ends a token; gateways know within five seconds.")
    static final class Revoke extends Each {
        @Parameters(paramLabel = "ID", description = "Its id, as the list shows it.")
        private String id;

        @Override
        public Integer call() {
            if (!ask(store -> store.revoke(id))) {
                throw unknown(id);
            }
            out().println(json() ? Json.write(Map.of("id", id, "revoked", true)) : "The token " + id + " is revoked.");
            out().flush();
            return ExitCode.OK;
        }
    }
}
