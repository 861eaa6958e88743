package conductor.gateway.http;

import conductor.gateway.http.Route.Handler;
import conductor.gateway.http.Route.Subject;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;

/** Every route of the API, in one table. */
final class Routes {
    private static final String API = "/api/v1";
    private static final int BODY = 64 << 10;
    private static final int BATCH = 1 << 20;

    private final List<Route> all = new ArrayList<>();

    private Routes() {}

    static List<Route> of(
            SignalRoutes signals,
            SessionRoutes sessions,
            CommandRoutes commands,
            SettingsRoutes settings,
            HistoryRoutes history,
            StreamRoute stream,
            LoginRoutes login,
            HealthRoutes health,
            OperationsRoutes operations,
            PageRoutes page) {
        Routes r = new Routes();
        r.add(HttpMethod.GET, "/", Access.NONE, Subject.NONE, RateClass.NONE, 0, page::index);
        r.add(HttpMethod.GET, "/assets/*", Access.NONE, Subject.NONE, RateClass.NONE, 0, page::asset);
        r.add(HttpMethod.GET, "/health", Access.NONE, Subject.NONE, RateClass.NONE, 0, health::health);
        r.add(HttpMethod.GET, "/livez", Access.NONE, Subject.NONE, RateClass.NONE, 0, health::alive);
        r.add(HttpMethod.GET, "/health/ready", Access.NONE, Subject.NONE, RateClass.NONE, 0, health::ready);
        r.add(HttpMethod.GET, "/readyz", Access.NONE, Subject.NONE, RateClass.NONE, 0, health::ready);
        r.add(HttpMethod.GET, "/startupz", Access.NONE, Subject.NONE, RateClass.NONE, 0, health::startup);
        r.add(HttpMethod.GET, "/version", Access.NONE, Subject.NONE, RateClass.NONE, 0, health::version);
        r.add(HttpMethod.GET, "/metrics", Access.NONE, Subject.NONE, RateClass.NONE, 0, health::metrics);
        r.add(HttpMethod.GET, "/openapi.yaml", Access.NONE, Subject.NONE, RateClass.NONE, 0, health::openApi);
        r.add(HttpMethod.POST, "/auth/session", Access.VIEWER, Subject.HANDLER, RateClass.WRITE, 0, login::begin);
        r.add(HttpMethod.DELETE, "/auth/session", Access.NONE, Subject.NONE, RateClass.NONE, 0, login::end);
        r.add(HttpMethod.GET, API + "/me", Access.VIEWER, Subject.HANDLER, RateClass.READ, 0, login::me);
        r.add(HttpMethod.POST, API + "/signals", Access.INGEST, Subject.NONE, RateClass.INGEST, BATCH, signals::post);
        r.add(HttpMethod.GET, API + "/stream", Access.VIEWER, Subject.HANDLER, RateClass.READ, 0, stream::get);
        r.add(HttpMethod.GET, API + "/operations", Access.VIEWER, Subject.NONE, RateClass.READ, 0, operations::get);
        r.add(HttpMethod.GET, API + "/sessions", Access.VIEWER, Subject.HANDLER, RateClass.READ, 0, sessions::list);
        r.add(
                HttpMethod.GET,
                API + "/sessions/{session_id}",
                Access.VIEWER,
                Subject.SESSION,
                RateClass.READ,
                0,
                sessions::one);
        String session = API + "/agent/sessions/{session_id}";
        r.add(HttpMethod.GET, session + "/status", Access.VIEWER, Subject.SESSION, RateClass.READ, 0, sessions::status);
        r.write(HttpMethod.PUT, session + "/mode", Subject.SESSION, RateClass.WRITE, commands::mode);
        String decision = session + "/decisions/{decision_id}";
        r.write(HttpMethod.POST, decision + "/approve", Subject.SESSION, RateClass.WRITE, commands::approve);
        r.write(HttpMethod.POST, decision + "/reject", Subject.SESSION, RateClass.WRITE, commands::reject);
        r.write(
                HttpMethod.POST,
                API + "/interventions/manual",
                Subject.HANDLER,
                RateClass.INTERVENTIONS,
                commands::trigger);
        r.past(
                API + "/interventions/history/{session_id}",
                Subject.SESSION,
                RateClass.INTERVENTIONS,
                history::ofSession);
        r.past(
                API + "/interventions/history/event/{event_id}",
                Subject.EVENT,
                RateClass.INTERVENTIONS,
                history::ofEvent);
        r.past(API + "/interventions/stats/{session_id}", Subject.SESSION, RateClass.INTERVENTIONS, history::stats);
        r.past(API + "/events/{event_id}/summary", Subject.EVENT, RateClass.READ, history::summary);
        r.past(API + "/events/{event_id}/uplift", Subject.EVENT, RateClass.READ, history::uplift);
        r.settings(settings);
        r.write(HttpMethod.POST, API + "/pause", Subject.HANDLER, RateClass.WRITE, commands::pause);
        r.write(HttpMethod.POST, API + "/resume", Subject.HANDLER, RateClass.WRITE, commands::resume);
        return r.all;
    }

    private void add(
            HttpMethod method, String path, Access access, Subject subject, RateClass rate, int body, Handler handler) {
        all.add(new Route(method, path, access, subject, rate, body, handler));
    }

    private void settings(SettingsRoutes settings) {
        String all = API + "/events/settings";
        String one = API + "/events/{event_id}/settings";
        add(HttpMethod.GET, all, Access.ORGANISER, Subject.NONE, RateClass.READ, 0, settings::list);
        write(HttpMethod.POST, all, Subject.HANDLER, RateClass.WRITE, settings::create);
        past(one, Subject.EVENT, RateClass.READ, settings::one);
        write(HttpMethod.PUT, one, Subject.EVENT, RateClass.WRITE, settings::replace);
        write(HttpMethod.PATCH, one, Subject.EVENT, RateClass.WRITE, settings::change);
        add(HttpMethod.DELETE, one, Access.ORGANISER, Subject.EVENT, RateClass.WRITE, 0, settings::reset);
    }

    private void past(String path, Subject subject, RateClass rate, Handler handler) {
        add(HttpMethod.GET, path, Access.VIEWER, subject, rate, 0, handler);
    }

    private void write(HttpMethod method, String path, Subject subject, RateClass rate, Handler handler) {
        add(method, path, Access.ORGANISER, subject, rate, BODY, handler);
    }
}
