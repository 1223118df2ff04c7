using System.Text;
using System.Text.Json;
using Factory.Gateway.Metering;
using Factory.Metering.Calls;

namespace Factory.Gateway.Tests.Metering;

/// <summary>Counts that must be booked however the server writes them.</summary>
public sealed class UsageJsonTests
{
    private const string Compaction =
        """
        {"input_tokens":23000,"output_tokens":1000,"iterations":[
          {"type":"compaction","input_tokens":180000,"cache_read_input_tokens":0,"output_tokens":3500},
          {"type":"message","input_tokens":23000,"cache_read_input_tokens":0,"output_tokens":1000}]}
        """;

    [Theory]
    [InlineData("""{"input_tokens":10,"output_tokens":2}""", 10, 2)]
    [InlineData(Compaction, 203_000, 4_500)]
    // Before the counts of the whole, and in whole numbers that already contain them.
    [InlineData(
        """{"iterations":[{"input_tokens":5,"output_tokens":1},{"input_tokens":6,"output_tokens":2}],"input_tokens":6,"output_tokens":2}""",
        11,
        3)]
    [InlineData("""{"input_tokens":20,"output_tokens":9,"iterations":[{"input_tokens":5,"output_tokens":1}]}""", 20, 9)]
    [InlineData("""{"input_tokens":10,"output_tokens":2,"iterations":[]}""", 10, 2)]
    [InlineData("""{"input_tokens":10,"output_tokens":2,"iterations":null}""", 10, 2)]
    [InlineData("""{"input_tokens":10,"output_tokens":2,"iterations":[1,"x",[]]}""", 10, 2)]
    [InlineData("""{"iterations":[{"type":"message","input_tokens":7,"output_tokens":3}]}""", 7, 3)]
    [InlineData("""{"input_tokens":9,"cache_read_input_tokens":4,"output_tokens":2,"iterations":[{"cache_read_input_tokens":9}]}""", 18, 2)]
    public void AsAnthropic_Iterations_AreAllCounted(string json, long input, long output)
    {
        var usage = Read(json).AsAnthropic();
        (usage.Input, usage.Output).ShouldBe((input, output));
    }

    [Theory]
    [InlineData("100", 100L)]
    [InlineData("100.0", 100L)]
    [InlineData("1e2", 100L)]
    [InlineData("\"100\"", 100L)]
    [InlineData("100.5", null)]
    [InlineData("-1", null)]
    [InlineData("\"-1\"", null)]
    [InlineData("\"many\"", null)]
    [InlineData("1e300", UsageAccumulator.MaxCount)]
    [InlineData("1e30", UsageAccumulator.MaxCount)]
    [InlineData("2000000000000", UsageAccumulator.MaxCount)]
    [InlineData("null", null)]
    [InlineData("[100]", null)]
    public void AsOpenAIChat_CountInAnyForm_IsReadWhereItIsAWholeNumber(string count, long? expected) =>
        Read($$"""{"prompt_tokens":{{count}},"completion_tokens":5}""").AsOpenAIChat().Input.ShouldBe(expected);

    [Fact]
    public void Read_NothingInAndNothingOut_IsNoReport()
    {
        Read("""{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}""").AsOpenAIChat().ShouldBe(default);
        Read("""{"input_tokens":0,"output_tokens":0}""").AsOpenAIResponses().ShouldBe(default);
        Read("""{"input_tokens":0,"output_tokens":0}""").AsAnthropic().ShouldBe(default);
        Read("""{"promptTokenCount":0,"candidatesTokenCount":0}""").AsGemini().ShouldBe(default);
    }

    private static UsageJson Read(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();
        var usage = UsageJson.Read(ref reader);
        reader.TokenType.ShouldBe(JsonTokenType.EndObject, "the reader ends on the object's last token");
        reader.BytesConsumed.ShouldBe(Encoding.UTF8.GetByteCount(json.TrimEnd()));
        return usage;
    }
}
