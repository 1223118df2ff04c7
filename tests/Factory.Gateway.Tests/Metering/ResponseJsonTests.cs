using System.Text;
using System.Text.Json;
using Factory.Gateway.Metering;
using Factory.Metering.Calls;

namespace Factory.Gateway.Tests.Metering;

public sealed class ResponseJsonTests
{
    [Theory]
    [InlineData("""{"usage":{"prompt_tokens":10,"completion_tokens":2,"total_tokens":12}}""", 10L, 2L)]
    [InlineData("""{"usage":{"prompt_tokens":10,"completion_tokens":2,"total_tokens":32}}""", 10L, 22L)]
    [InlineData("""{"usage":{"prompt_tokens":10,"total_tokens":10}}""", 10L, 0L)]
    [InlineData("""{"a":{"usage":{"prompt_tokens":1}},"usage":{"prompt_tokens":10,"completion_tokens":2}}""", 10L, 2L)]
    [InlineData("""{"usage":{"prompt_tokens":-1,"completion_tokens":2}}""", null, 2L)]
    [InlineData("""{"usage":{"prompt_tokens":9000000000000000000,"completion_tokens":"two"}}""", UsageAccumulator.MaxCount, 0L)]
    public void ReadUsage_Chat_AreTheCounts(string json, long? input, long? output)
    {
        var usage = ResponseJson.ReadUsage(Encoding.UTF8.GetBytes(json), "usage"u8)!.Value.AsOpenAIChat();

        (usage.Input, usage.Output).ShouldBe((input, output));
    }

    [Fact]
    public void ReadUsage_Anthropic_AddsTheCacheToTheInput()
    {
        const string json =
            """{"usage":{"input_tokens":5,"cache_read_input_tokens":40,"cache_creation_input_tokens":10,"cache_creation":{"ephemeral_1h_input_tokens":4},"output_tokens":7}}""";

        var usage = ResponseJson.ReadUsage(Encoding.UTF8.GetBytes(json), "usage"u8)!.Value.AsAnthropic();

        usage.ShouldBe(new ReportedUsage(55, 7, 40, 10, null) { CacheWriteOneHour = 4 });
    }

    [Theory]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{"usage":null}""")]
    [InlineData("""{"choices":[{"usage":{"prompt_tokens":1}}]}""")]
    public void ReadUsage_None_IsNull(string json) => ResponseJson.ReadUsage(Encoding.UTF8.GetBytes(json), "usage"u8).ShouldBeNull();

    [Theory]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("""{"usage":""")]
    [InlineData("")]
    public void ReadUsage_NotAnObject_Fails(string json) =>
        Should.Throw<JsonException>(() => ResponseJson.ReadUsage(Encoding.UTF8.GetBytes(json), "usage"u8));

    [Theory]
    [InlineData("""{"a":{"done":true},"done":false}""", false)]
    [InlineData("""{"message":{"done":false},"done":true}""", true)]
    [InlineData("""{"message":{"done":true}}""", false)]
    public void RootFlag_SameNameDeeper_IsIgnored(string json, bool expected) =>
        ResponseJson.RootFlag(Encoding.UTF8.GetBytes(json), "done"u8).ShouldBe(expected);

    [Theory]
    [InlineData("""{"usage" : {}}""", true)]
    [InlineData("""{"usage":null,"x":{"usage":1}}""", true)]
    [InlineData("""{"usage":null}""", false)]
    [InlineData("""{"use":1}""", false)]
    public void HasValue_NullOrMissing_IsFalse(string json, bool expected) =>
        ResponseJson.HasValue(Encoding.UTF8.GetBytes(json), "\"usage\""u8).ShouldBe(expected);
}
