using Factory.Configuration.Silos;
using Factory.Contracts.Retention;
using Factory.Domain.Configuration;
using Factory.Domain.Retention;
using Factory.Domain.States;
using Factory.Silo.Retention;
using Factory.TestKit.Builders;
using Microsoft.Extensions.Logging.Abstractions;

namespace Factory.Silo.Tests.Retention;

public sealed class RetentionServiceTests
{
    private readonly Target _target = new();
    private readonly NoStates _states = new();

    [Fact]
    public async Task EnforceQuotaAsync_WithinTheQuota_ReadsNoStates()
    {
        await Service().EnforceQuotaAsync(default);

        (_states.Scans, _target.Removed.Count).ShouldBe((0, 0));
        _target.Asked!.MaxWorkingCopyBytes.ShouldBe(5_000, "the quota is the silo's");
    }

    [Fact]
    public async Task EnforceQuotaAsync_OverTheQuota_RemovesAndNothingElseExpires()
    {
        _target.IsOver = true;

        await Service().EnforceQuotaAsync(default);

        _target.Removed.ShouldBe(["attempt-1"]);
        (_target.Found!.WorkingCopies, _target.Found.Transcripts, _target.Found.Builds)
            .ShouldBe((TimeSpan.MaxValue, TimeSpan.MaxValue, TimeSpan.MaxValue));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CleanAsync_Force_ReachesTheTargets(bool force)
    {
        var report = await Service().CleanAsync(dryRun: false, olderThan: null, force, default);

        _target.Found!.Force.ShouldBe(force);
        report.Removed.ShouldHaveSingleItem().SavedAs.ShouldBe("refs/saved");
        report.Bytes.ShouldBe(7);
    }

    [Fact]
    public async Task CleanAsync_ItemThatCouldNotBeRemoved_IsReportedAsKept()
    {
        _target.KeptBecause = "it is in use again";

        var report = await Service().CleanAsync(dryRun: false, olderThan: null, force: false, default);

        report.Removed.ShouldBeEmpty();
        report.Kept.ShouldHaveSingleItem().RetainedReason.ShouldBe("it is in use again");
    }

    private RetentionService Service() => new(
        [_target],
        _states,
        new StaticConfigSource(Given.Config()),
        SiloSettings.Standalone with { MaxWorkingCopyBytes = 5_000 },
        NullLogger<RetentionService>.Instance);

    private sealed class Target : IRetentionTarget
    {
        public bool IsOver { get; set; }

        public string? KeptBecause { get; set; }

        public RetentionPolicy? Asked { get; private set; }

        public RetentionPolicy? Found { get; private set; }

        public List<string> Removed { get; } = [];

        public bool IsOverQuota(RetentionPolicy policy)
        {
            Asked = policy;
            return IsOver;
        }

        public Task<IReadOnlyList<RetentionItem>> FindAsync(
            RetentionFacts facts,
            RetentionPolicy policy,
            CancellationToken cancellationToken)
        {
            Found = policy;
            return Task.FromResult<IReadOnlyList<RetentionItem>>([new(RetentionKind.WorkingCopy, "attempt-1", 7, Given.Now)]);
        }

        public Task<RetentionItem> RemoveAsync(
            RetentionItem item,
            RetentionFacts facts,
            RetentionPolicy policy,
            CancellationToken cancellationToken)
        {
            Removed.Add(item.Name);
            return Task.FromResult(item with { Forced = true, SavedAs = "refs/saved", RetainedReason = KeptBecause });
        }
    }

    private sealed class NoStates : IStateScanner
    {
        public int Scans { get; private set; }

        public IAsyncEnumerable<ScannedState<T>> ScanAsync<T>(string stateName, CancellationToken cancellationToken)
        {
            Scans++;
            return AsyncEnumerable.Empty<ScannedState<T>>();
        }
    }
}
