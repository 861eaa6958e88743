package conductor.journal.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DatabaseUrlTest {
    @Test
    void allFormsSayTheSame() {
        for (String form : new String[] {
            "postgres://me:p%40ss%2Fw@db.example:5433/app?sslmode=require",
            "postgresql://me:p%40ss%2Fw@db.example:5433/app?sslmode=require",
            "jdbc:postgresql://db.example:5433/app?user=me&sslmode=require&password=p%40ss%2Fw",
        }) {
            DatabaseUrl url = DatabaseUrl.parse(form);
            assertThat(url.jdbc()).isEqualTo("jdbc:postgresql://db.example:5433/app?sslmode=require");
            assertThat(url.user()).isEqualTo("me");
            assertThat(url.password()).isEqualTo("p@ss/w");
            assertThat(url).hasToString("jdbc:postgresql://db.example:5433/app");
        }
    }

    @Test
    void whatIsLeftOutIsLeftToTheDriver() {
        DatabaseUrl url = DatabaseUrl.parse("postgres://localhost");
        assertThat(url.jdbc()).isEqualTo("jdbc:postgresql://localhost/");
        assertThat(url.user()).isNull();
        assertThat(url.password()).isNull();
    }

    @Test
    void aPercentThatStandsForItselfIsRefusedWithoutRepeatingAnyOfThePassword() {
        for (String wrong :
                new String[] {"postgres://me:50%secret@host/app", "jdbc:postgresql://host/app?password=x%se"}) {
            assertThatThrownBy(() -> DatabaseUrl.parse(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("%25")
                    .hasMessageNotContaining("se\"")
                    .hasNoCause();
        }
    }

    @Test
    void anythingElseIsRefusedWithoutRepeatingIt() {
        for (String wrong : new String[] {"", "mysql://me:secret@host/app", "host:5432/app", "postgres:///app"}) {
            assertThatThrownBy(() -> DatabaseUrl.parse(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("postgres://user:password@host:port/name")
                    .hasMessageNotContaining("secret");
        }
    }
}
