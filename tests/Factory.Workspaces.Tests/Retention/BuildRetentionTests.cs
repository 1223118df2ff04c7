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

    private readonly WorkspaceFixture _workshop = new();
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow + Policy.Builds + TimeSpan.FromHours(1));

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public async Task Old_builds_go_and_are_made_again_when_somebody_asks()
    {
        var (commit, build) = await BuildAsync();
        var shelf = Shelf();

        var found = (await shelf.FindAsync(Facts(), Policy, default)).ShouldHaveSingleItem();
        found.Name.ShouldBe($"shop/{build.Tree}");
        found.Bytes.ShouldBeGreaterThan(0);
        (await shelf.RemoveAsync(found, Facts(), Policy, default)).ShouldBeTrue();

        Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(build.Folder)!).ShouldBeEmpty();
        var again = await _workshop.Get<IProductBuilds>().GetAsync(commit.Product, commit.Id, default);
        File.ReadAllText(Path.Combine(again.Folder, "site", "index.html")).ShouldBe("hello");
    }

    [Fact]
    public async Task Builds_of_deployed_versions_busy_products_and_the_last_hour_stay()
    {
        var (_, build) = await BuildAsync();

        (await Shelf(build.Tree).FindAsync(Facts(), Policy, default)).ShouldBeEmpty();
        (await Shelf().FindAsync(Facts("shop"), Policy, default)).ShouldBeEmpty();
        var now = new FakeTimeProvider(DateTimeOffset.UtcNow);
        (await Shelf(clock: now).FindAsync(Facts(), Policy.OlderThan(TimeSpan.Zero), default)).ShouldBeEmpty("who just asked for a build works in it");
    }

    [Fact]
    public async Task A_build_that_is_used_between_look_and_deletion_stays()
    {
        var (_, build) = await BuildAsync();
        var found = (await Shelf().FindAsync(Facts(), Policy, default)).Single();
        File.SetLastWriteTimeUtc(ProductBuilder.RecordFileOf(build.Folder), _clock.GetUtcNow().UtcDateTime);

        (await Shelf().RemoveAsync(found, Facts(), Policy, default)).ShouldBeFalse();
        (await Shelf(build.Tree).RemoveAsync(found, Facts(), Policy, default)).ShouldBeFalse("it was deployed meanwhile");

        Directory.Exists(build.Folder).ShouldBeTrue();
    }

    private static RetentionFacts Facts(params string[] busy) => new(new Dictionary<AttemptId, AttemptFacts>(), busy.ToHashSet());

    private BuildRetention Shelf(string? deployed = null, TimeProvider? clock = null) =>
        new(new Versions(deployed is null ? [] : [deployed]), _workshop.Get<KeyedLocks>(), _workshop.Get<FactoryPaths>(), clock ?? _clock);

    private async Task<((Factory.Contracts.Tasks.ProductRef Product, string Id) Commit, ProductBuild Build)> BuildAsync()
    {
        var product = await _workshop.NewProductAsync();
        var commit = await _workshop.CommitAsync(product, null, ("product.yaml", "name: Shop\nserve:\n  static: site\n"), ("site/index.html", "hello"));
        return ((product, commit), await _workshop.Get<IProductBuilds>().GetAsync(product, commit, default));
    }

    private sealed class Versions(HashSet<string> trees) : IDeployedBuilds
    {
        public Task<IReadOnlySet<string>> GetTreesAsync(string product, int versions, CancellationToken cancellationToken) => Task.FromResult<IReadOnlySet<string>>(trees);
    }
}
