using Factory.Contracts.Ids;
using Factory.Domain.Builds;
using Factory.Domain.Configuration;
using Factory.Domain.Retention;
using Factory.Workspaces.Builds;
using Factory.Workspaces.Repositories;
using Factory.Workspaces.Retention;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Workspaces.Tests.Retention;

public sealed class BuildRetentionTests : IDisposable
{
    private static readonly RetentionPolicy Policy = RetentionPolicy.Default;

    private readonly WorkspaceFixture _workspaces = new();
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow + Policy.Builds + TimeSpan.FromHours(1));

    public void Dispose() => _workspaces.Dispose();

    [Fact]
    public async Task Remove_ExpiredBuild_IsRepeatedOnTheNextRequest()
    {
        var (commit, build) = await BuildAsync();
        var retention = Retention();

        var found = (await retention.FindAsync(Facts(), Policy, default)).ShouldHaveSingleItem();
        found.Name.ShouldBe($"shop/{build.Tree}");
        found.Bytes.ShouldBeGreaterThan(0);
        (await retention.RemoveAsync(found, Facts(), Policy, default)).RetainedReason.ShouldBeNull();

        Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(build.Folder)!).ShouldBeEmpty();
        var again = await _workspaces.Get<IProductBuilds>().GetAsync(commit.Product, commit.Id, default);
        File.ReadAllText(Path.Combine(again.Folder, "site", "index.html")).ShouldBe("hello");
    }

    [Fact]
    public async Task Find_DeployedBusyOrRecentBuilds_AreNotExpired()
    {
        var (_, build) = await BuildAsync();

        (await Retention(build.Tree).FindAsync(Facts(), Policy, default)).ShouldBeEmpty();
        (await Retention().FindAsync(Facts("shop"), Policy, default)).ShouldBeEmpty();
        var now = new FakeTimeProvider(DateTimeOffset.UtcNow);
        (await Retention(clock: now)
            .FindAsync(
                Facts(),
                Policy.OlderThan(TimeSpan.Zero),
                default)).ShouldBeEmpty("a build that was requested a moment ago is in use");
    }

    [Fact]
    public async Task Remove_BuildUsedAfterItWasFound_IsKept()
    {
        var (_, build) = await BuildAsync();
        var found = (await Retention().FindAsync(Facts(), Policy, default)).Single();
        File.SetLastWriteTimeUtc(BuildStore.RecordFileOf(build.Folder), _clock.GetUtcNow().UtcDateTime);

        (await Retention().RemoveAsync(found, Facts(), Policy, default)).RetainedReason.ShouldNotBeNull();
        (await Retention(build.Tree).RemoveAsync(found, Facts(), Policy, default)).RetainedReason
            .ShouldNotBeNull("it has been deployed in the meantime");

        Directory.Exists(build.Folder).ShouldBeTrue();
    }

    private static RetentionFacts Facts(params string[] busy) => new(new Dictionary<AttemptId, AttemptFacts>(), busy.ToHashSet());

    private BuildRetention Retention(string? deployed = null, TimeProvider? clock = null) =>
        new(
            new Versions(deployed is null ? [] : [deployed]),
            _workspaces.Get<KeyedLocks>(),
            _workspaces.Get<FactoryPaths>(),
            clock ?? _clock);

    private async Task<((Factory.Contracts.Tasks.ProductRef Product, string Id) Commit, ProductBuild Build)> BuildAsync()
    {
        var product = await _workspaces.NewProductAsync();
        var commit = await _workspaces.CommitAsync(
            product,
            null,
            ("product.yaml", "name: Shop\nserve:\n  static: site\n"),
            ("site/index.html", "hello"));
        return ((product, commit), await _workspaces.Get<IProductBuilds>().GetAsync(product, commit, default));
    }

    private sealed class Versions(HashSet<string> trees) : IDeployedBuilds
    {
        public Task<IReadOnlySet<string>> GetTreesAsync(string product, int versions, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlySet<string>>(trees);
    }
}
