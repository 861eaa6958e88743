package conductor.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GroupMirrorTest {
    @Test
    void aVersionThatIsNoNumberCountsAsAnOldOne() {
        assertThat(GroupMirror.majorVersion("# Server\r\nredis_version:7.0.15\r\n"))
                .isEqualTo(7);
        assertThat(GroupMirror.majorVersion("# Server\r\nredis_version:unstable\r\ngcc_version:12.2.0\r\n"))
                .isZero();
        assertThat(GroupMirror.majorVersion("")).isZero();
    }
}
