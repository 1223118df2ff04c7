using Factory.Contracts.Metering;
using Factory.Metering.Calls;

namespace Factory.Metering.Tests.Calls;

public sealed class UsageAccumulatorTests
{
    [Fact]
    public void AddUsage_CountsInSeveralEvents_AreCombined()
    {
        // Anthropic's two: message_start has the input, message_delta the final output.
        var usage = new UsageAccumulator();

        usage.AddUsage(new ReportedUsage(100, 1, 40, 10, null) { CacheWriteOneHour = 4 }, isFinal: false);
        usage.Usage.ShouldBeNull();
        usage.AddUsage(new ReportedUsage(null, 7, null, null, null), isFinal: true);

        usage.Usage.ShouldBe(new TokenUsage(100, 7, 40, 0, 10, 4));
    }

    [Fact]
    public void OutputEstimate_ManySmallEvents_IsOneTokenEach()
    {
        var usage = new UsageAccumulator();

        for (var i = 0; i < 100; i++)
        {
            usage.AddOutputBytes(300);
        }

        usage.OutputEstimate.ShouldBe(100, "an envelope of 300 bytes is not 75 tokens");
    }

    [Theory]
    [InlineData(1_000, 4, 1_001)]
    [InlineData(4_000, 1, 1_001)]
    [InlineData(1, 4_000, 1_001)]
    [InlineData(0, 4, 0)]
    public void OutputEstimate_Content_IsByItsSumHoweverItIsCutIntoUpdates(int updates, int bytes, int tokens)
    {
        var usage = new UsageAccumulator();

        for (var i = 0; i < updates; i++)
        {
            usage.AddContentBytes(bytes);
        }

        usage.OutputEstimate.ShouldBe(tokens);
    }

    [Fact]
    public void OutputEstimate_OneLargeEvent_IsByItsSize()
    {
        var usage = new UsageAccumulator();

        usage.AddOutputBytes(512 + 4_000);

        usage.OutputEstimate.ShouldBe(1_001);
    }

    [Fact]
    public void OutputEstimate_ReportedMoreThanEstimated_IsTheReported()
    {
        var usage = new UsageAccumulator();
        usage.AddOutputBytes(100);
        usage.AddUsage(new ReportedUsage(null, 50, null, null, null), isFinal: false);
        usage.AddUsage(new ReportedUsage(null, 20, null, null, null), isFinal: false);

        usage.OutputEstimate.ShouldBe(50, "what was reported once is billed");
    }

    [Fact]
    public void UpperBound_InputUnknown_IsNull() => new UsageAccumulator().UpperBound(500).ShouldBeNull();

    [Fact]
    public void UpperBound_MoreThanTheLimitCame_IsWhatCame()
    {
        var usage = new UsageAccumulator();
        usage.AddUsage(new ReportedUsage(100, 700, null, null, null), isFinal: false);

        usage.UpperBound(500).ShouldBe(new TokenUsage(100, 700));
    }

    [Fact]
    public void AddUsage_ZerosAfterCounts_KeepTheCounts()
    {
        var usage = new UsageAccumulator();
        usage.AddUsage(new ReportedUsage(1000, 1, 600, 300, 5), isFinal: false);
        usage.AddUsage(new ReportedUsage(0, 40, 0, 0, 0), isFinal: true);
        usage.Usage.ShouldBe(new TokenUsage(1000, 40, 600, 5, 300));
    }
}
