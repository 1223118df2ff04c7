using Factory.Contracts.Diagnostics;
using Factory.Storage.Writing;

namespace Factory.Storage.Tests.Writing;

public sealed class CommitStatisticsTests
{
    [Fact]
    public void Read_MoreCommitsThanAreKept_IsOfTheLatest()
    {
        var statistics = new CommitStatistics();
        statistics.Read().ShouldBe(new CommitStatisticsView(0, 0, null, 0));
        statistics.RecordCommit(5_000);
        for (var i = 0; i < 1_024; i++)
        {
            statistics.RecordCommit(i < 512 ? 1 : 3);
        }

        statistics.Read().ShouldBe(new CommitStatisticsView(1_025, 5_000 + 512 + (512 * 3), 3, 3));
    }
}
