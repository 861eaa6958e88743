package conductor.bench.gateway;

import java.time.Duration;

/**
 * Processor time of the three processes that share a machine here, in nanoseconds.
 *
 * @param gateway of the gateway.
 * @param redis of the server.
 * @param client of this process, which makes the load.
 */
record CpuUse(long gateway, long redis, long client) {
    static final CpuUse NONE = new CpuUse(0, 0, 0);

    static CpuUse of(long gatewayPid, long redisPid) {
        return new CpuUse(
                ofProcess(gatewayPid),
                ofProcess(redisPid),
                ofProcess(ProcessHandle.current().pid()));
    }

    private static long ofProcess(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(handle -> handle.info().totalCpuDuration())
                .map(Duration::toNanos)
                .orElse(0L);
    }

    CpuUse since(CpuUse begin) {
        return new CpuUse(gateway - begin.gateway, redis - begin.redis, client - begin.client);
    }

    CpuUse plus(CpuUse more) {
        return new CpuUse(gateway + more.gateway, redis + more.redis, client + more.client);
    }
}
