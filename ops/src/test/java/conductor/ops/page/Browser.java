package conductor.ops.page;

import conductor.gateway.json.Json;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.remote.CommandInfo;
import org.openqa.selenium.remote.HttpCommandExecutor;
import org.openqa.selenium.remote.RemoteWebDriver;
import org.openqa.selenium.remote.http.HttpClient;
import org.openqa.selenium.remote.http.HttpMethod;

/** A headless Chromium of the machine, with everything that it asked for and complained about. */
final class Browser implements AutoCloseable {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final ChromeDriverService service;
    private final Chromium driver;

    private Browser(ChromeDriverService service, Chromium driver) {
        this.service = service;
        this.driver = driver;
    }

    /** ChromeDriver of the library would bring in what fetches drivers; this has the one thing more that is needed of it. */
    private static final class Chromium extends RemoteWebDriver {
        private static final String CDP = "executeCdpCommand";

        Chromium(ChromeDriverService service, ChromeOptions options) {
            super(
                    new HttpCommandExecutor(
                            HttpClient.Factory.createDefault().createClient(service.getUrl()),
                            Map.of(CDP, new CommandInfo("/session/:sessionId/goog/cdp/execute", HttpMethod.POST)),
                            service.getUrl()),
                    options);
        }

        void tell(String command, Map<String, Object> parameters) {
            execute(CDP, Map.of("cmd", command, "params", parameters));
        }
    }

    /** Starts one; where there is none the test is skipped, or fails when {@code CONDUCTOR_CI} is 1. */
    static Browser start() throws IOException {
        Optional<File> program = find("chromium", "chromium-browser", "google-chrome");
        Optional<File> control = find("chromedriver");
        if (program.isEmpty() || control.isEmpty()) {
            String sentence =
                    "there is no chromium with its chromedriver; install them (Debian: apt-get install chromium"
                            + " chromium-driver) to test the dashboard";
            if ("1".equals(System.getenv("CONDUCTOR_CI"))) {
                throw new AssertionError(sentence);
            }
            System.out.println("### SKIPPED: " + sentence + " ###");
            Assumptions.abort(sentence);
        }
        Files.createDirectories(SCREENSHOTS);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(program.get());
        // No sandbox: containers in which tests run as root cannot make one. The rest keeps the browser itself quiet.
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-first-run",
                "--window-size=1280,900");
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(control.get())
                .usingAnyFreePort()
                .build();
        service.start();
        try {
            return new Browser(service, new Chromium(service, options));
        } catch (RuntimeException e) {
            end(service);
            throw e;
        }
    }

    private static Optional<File> find(String... names) {
        return Stream.of(names)
                .flatMap(name -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(folder -> new File(folder, name)))
                .filter(File::canExecute)
                .findFirst();
    }

    void open(String url) {
        driver.get(url);
    }

    /** What a script returns. */
    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** What a script hands to its last argument, later. */
    Object runLong(String script, Object... arguments) {
        driver.manage().timeouts().scriptTimeout(Duration.ofNanos(PATIENCE_NS));
        return driver.executeAsyncScript(script, arguments);
    }

    double number(String expression) {
        return ((Number) run("return " + expression)).doubleValue();
    }

    String text(String css) {
        return String.valueOf(run("return document.querySelector(arguments[0])?.innerText ?? ''", css));
    }

    /** Waits until an expression of the page is true. */
    void until(String what, String expression, Object... arguments) {
        long endNs = System.nanoTime() + PATIENCE_NS;
        while (!Boolean.TRUE.equals(run("return Boolean(" + expression + ")", arguments))) {
            if (System.nanoTime() > endNs) {
                shoot("did-not-come");
                throw new AssertionError("did not come: " + what + "; the page says: " + text("body"));
            }
            LockSupport.parkNanos(PAUSE_NS);
        }
    }

    WebElement element(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    /** A phone's or a desk's screen, light or dark. */
    void screen(int width, int height, boolean dark) {
        driver.tell(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
        driver.tell(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    /** Keeps what is seen. */
    void shoot(String name) {
        try {
            Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Errors that the console has had since this was asked before. */
    List<String> errors() {
        List<String> errors = new ArrayList<>();
        for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
            if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
                errors.add(entry.getMessage());
            }
        }
        return errors;
    }

    /** Addresses that were asked for since this was asked before, by the page or anything that it loaded. */
    List<String> requests() throws IOException {
        List<String> urls = new ArrayList<>();
        for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
            Map<?, ?> message = (Map<?, ?>) Json.read(entry.getMessage()).get("message");
            if ("Network.requestWillBeSent".equals(message.get("method"))) {
                urls.add(String.valueOf(((Map<?, ?>) ((Map<?, ?>) message.get("params")).get("request")).get("url")));
            }
        }
        return urls;
    }

    @Override
    public void close() {
        driver.quit();
        end(service);
    }

    /** Closing ends its threads only, and not the process. */
    private static void end(ChromeDriverService service) {
        service.stop();
        service.close();
    }
}
