package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole node with its embedded servers, a feed, the commands and a gateway in a network namespace of their own, whose only way out is a
 * device that counts: not one packet may want to leave the machine.
 */
@Tag("one-jdk")
@Tag("slow")
class NoOutsideConnectionTest {
    private static final String WAY_OUT = "set -e\n"
            // So that the device has nothing of its own to say; a kernel without IPv6 has no such file.
            + "v6=/proc/sys/net/ipv6/conf/all/disable_ipv6\n"
            + "[ ! -e $v6 ] || echo 1 > $v6\n"
            + "ip link set lo up\n"
            + "ip link add out0 type veth peer name out1\n"
            + "ip addr add 192.0.2.1/24 dev out0\n"
            + "ip link set out0 up\n"
            + "ip link set out1 up\n"
            + "ip route add default via 192.0.2.2 dev out0\n"
            // Names are asked for where any other machine would answer, not on this one.
            + "echo 'nameserver 192.0.2.3' > \"$1/resolv.conf\"\n"
            + "mount --bind \"$1/resolv.conf\" /etc/resolv.conf\n"
            + "echo SET UP\n";
    private static final String COUNT = "echo PACKETS $(ip -s link show out0 | tail -n 1 | awk '{print $2}')\n";

    @TempDir
    Path dir;

    @Test
    void aNodeItsServersAndItsCommandsStayOnTheMachine() throws Exception {
        Path recording = SyntheticRecording.of(7).write(dir.resolve("conference.csv"));
        String data = dir.resolve("data").toString();
        String script = line(
                        "run", "-o", "json", "--data-dir", data, "--http-port", "0", "--engine-sessions-max", "100")
                + " > " + dir.resolve("up") + " & node=$!\n"
                + "until [ -s " + dir.resolve("up") + " ]; do kill -0 $node; sleep 0.2; done\n"
                + line("feed", recording.toString(), "--speed", "0", "--data-dir", data) + "\n"
                + "until " + line("check", "--data-dir", data) + "; do sleep 1; done\n"
                + line("status", "--data-dir", data) + "\n"
                + line("pause", "--data-dir", data) + "\n"
                + line("gateway", "-o", "json", "--data-dir", data, "--gateway-port", "0", "--gateway-auth", "open")
                + " > " + dir.resolve("edge") + " & gateway=$!\n"
                + "until [ -s " + dir.resolve("edge") + " ]; do kill -0 $gateway; sleep 0.2; done\n"
                + "port=$(sed 's/.*\"url\":\"[^\"]*:\\([0-9]*\\)\".*/\\1/' " + dir.resolve("edge") + ")\n"
                + "answers() {\n"
                + "exec 3<>/dev/tcp/127.0.0.1/$port\n"
                + "printf 'GET %s HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' $1 >&3\n"
                + "answer=$(head -n 1 <&3); echo $1: $answer; [[ $answer = *' 200 '* ]]\n"
                + "}\n"
                + "until answers /readyz; do kill -0 $gateway; sleep 0.2; done\n"
                + "for path in / /api/v1/sessions /api/v1/operations /api/v1/events/settings; do answers $path; done\n"
                + "kill $gateway; wait $gateway\n"
                + "kill $node; wait $node\n"
                + line("journal", "verify", "--data-dir", data) + "\n";
        assertThat(packets(script)).isZero();
    }

    @Test
    void anAttemptToLeaveWouldBeCounted() throws Exception {
        assertThat(packets("echo hello > /dev/udp/198.51.100.1/53 || true\nsleep 1\n"))
                .isPositive();
    }

    private static String line(String... words) {
        return ConductorProcess.command(List.of(words)).stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
    }

    private long packets(String script) throws IOException, InterruptedException {
        Path file = Files.writeString(dir.resolve("script"), WAY_OUT + script + COUNT);
        Path log = dir.resolve("log");
        // Through a shell, which says it where there is no unshare.
        Process process = new ProcessBuilder(
                        "bash", "-c", "exec unshare --net --mount bash \"$0\" \"$1\"", file.toString(), dir.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        String said = Files.readString(log);
        requireNamespace(said);
        assertThat(process.exitValue()).as(said).isZero();
        return said.lines()
                .filter(line -> line.startsWith("PACKETS "))
                .mapToLong(line -> Long.parseLong(line.substring("PACKETS ".length())))
                .sum();
    }

    private static void requireNamespace(String said) {
        if (said.lines().noneMatch("SET UP"::equals)) {
            String sentence = "no network namespace can be set up here; be root and have iproute2 to run this test";
            if ("1".equals(System.getenv("CONDUCTOR_CI"))) {
                throw new AssertionError(sentence + ": " + said);
            }
            System.out.println("### SKIPPED: " + sentence + " (" + said.strip() + ") ###");
            Assumptions.abort(sentence);
        }
    }
}
