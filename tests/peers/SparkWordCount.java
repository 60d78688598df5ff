/*
 * Counts words with Spark Streaming as its example JavaDirectKafkaWordCount does: the values of a
 * topic, split at single blanks, counted in batches of two seconds, printed. (The example itself is
 * not among the artifacts that Spark publishes.) Settings are Java's properties "spark.*".
 *
 *   java ... SparkWordCount BROKERS GROUP TOPIC
 */
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.spark.SparkConf;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.kafka010.ConsumerStrategies;
import org.apache.spark.streaming.kafka010.KafkaUtils;
import org.apache.spark.streaming.kafka010.LocationStrategies;
import scala.Tuple2;

public final class SparkWordCount {
    public static void main(String[] arguments) throws InterruptedException {
        JavaStreamingContext context =
            new JavaStreamingContext(new SparkConf().setAppName("words"), Durations.seconds(2));
        Map<String, Object> kafka = Map.of(
            "bootstrap.servers", arguments[0],
            "group.id", arguments[1],
            "key.deserializer", StringDeserializer.class,
            "value.deserializer", StringDeserializer.class);

        KafkaUtils
            .createDirectStream(
                context, LocationStrategies.PreferConsistent(),
                ConsumerStrategies.<String, String>Subscribe(List.of(arguments[2]), kafka))
            .map(ConsumerRecord::value)
            .flatMap(line -> Arrays.asList(line.split(" ")).iterator())
            .mapToPair(word -> new Tuple2<>(word, 1))
            .reduceByKey(Integer::sum)
            .print();
        context.start();
        context.awaitTermination();
    }
}
