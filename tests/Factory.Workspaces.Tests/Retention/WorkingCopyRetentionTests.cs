using Factory.Contracts.Ids;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Retention;
using Factory.Domain.WorkingCopies;
using Factory.TestKit.Builders;
using Factory.Workspaces.Git;
using Factory.Workspaces.Repositories;
using Factory.Workspaces.Retention;
using Factory.Workspaces.WorkingCopies;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Workspaces.Tests.Retention;

/// <summary>The promise of <c>factory clean</c>, with real git: work that is in no repository is never deleted.</summary>
public sealed class WorkingCopyRetentionTests : IDisposable
{
    private static readonly RetentionPolicy Policy = RetentionPolicy.Default;

    private readonly WorkspaceFixture _workshop = new();
    private readonly FakeTimeProvider _clock = new(Given.Now);

    public void Dispose() => _workshop.Dispose();

    [Theory]
    [InlineData("untouched", true)]
    [InlineData("changed", false)]
    [InlineData("taken", true)]
    [InlineData("taken, then changed", false)]
    [InlineData("taken, then a file deleted", false)]
    [InlineData("taken, then made executable", false)]
    [InlineData("changed, then put back", true)]
    [InlineData("only ignored files", true)]
    [InlineData("taken, but gone from the repository", false)]
    [InlineData("a repository inside", false)]
    [InlineData("closed to its owner, but taken", true)]
    public async Task A_copy_goes_only_when_its_files_are_in_the_repository(string what, bool goes)
    {
        var (product, copy) = await OpenAsync();
        await MakeAsync(what, product, copy);
        var shelf = Shelf();
        var facts = Facts(copy.Attempt);

        var found = (await shelf.FindAsync(facts, Policy, default)).ShouldHaveSingleItem();

        (found.RetainedReason is null).ShouldBe(goes, found.RetainedReason);
        (await shelf.RemoveAsync(found, facts, Policy, default)).ShouldBe(goes);
        Directory.Exists(copy.Folder).ShouldBe(!goes);
        Directory.Exists(product.Repository).ShouldBeTrue();
        WorkspaceFixture.RunGit(product.Repository, "fsck", "--full", "--strict");
    }

    [Fact]
    public async Task What_was_taken_outlives_its_copy()
    {
        var (product, copy) = await OpenAsync();
        WorkspaceFixture.Write(Path.Combine(copy.Folder, "new.txt"), "work");
        var change = await _workshop.Copies.CommitAsync(copy, "Work", _workshop.Trailers(copy), default);
        var facts = Facts(copy.Attempt);

        (await Shelf().RemoveAsync((await Shelf().FindAsync(facts, Policy, default)).Single(), facts, Policy, default)).ShouldBeTrue();

        WorkspaceFixture.RunGit(product.Repository, "show", change!.Commit + ":new.txt").ShouldBe("work");
        var again = await _workshop.Copies.OpenAsync(_workshop.Ids.New<AttemptId>(), product, change.Commit, default);
        File.ReadAllText(Path.Combine(again.Folder, "new.txt")).ShouldBe("work");
    }

    [Fact]
    public async Task Only_copies_of_ended_attempts_of_finished_tasks_are_old()
    {
        var (_, copy) = await OpenAsync();
        var ended = _clock.GetUtcNow() - Policy.WorkingCopies;
        foreach (var attempt in (AttemptFacts[])
            [
                new(null, true, true), // at work
                new(ended, false, true), // its task goes on
                new(ended + TimeSpan.FromSeconds(1), true, true), // too young
            ])
        {
            (await Shelf().FindAsync(Facts(copy.Attempt, attempt), Policy, default)).ShouldBeEmpty();
        }

        (await Shelf().FindAsync(new RetentionFacts(new Dictionary<AttemptId, AttemptFacts>(), new HashSet<string>()), Policy, default)).ShouldBeEmpty("no state knows of it");
        (await Shelf().FindAsync(Facts(copy.Attempt, new AttemptFacts(ended, true, true)), Policy, default)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Scratch_of_a_reviewer_is_no_work()
    {
        var (_, copy) = await OpenAsync();
        WorkspaceFixture.Write(Path.Combine(copy.Folder, "scratch.txt"), "x");
        var facts = Facts(copy.Attempt, new AttemptFacts(DateTimeOffset.MinValue, true, IsBuild: false));

        (await Shelf().FindAsync(facts, Policy, default)).Single().RetainedReason.ShouldBeNull();
    }

    [Fact]
    public async Task Whatever_an_agent_does_nothing_but_the_taken_files_is_deleted()
    {
        var product = await _workshop.NewProductAsync();
        for (var seed = 1; seed <= 8; seed++)
        {
            var random = new Random(seed);
            var copy = await _workshop.Copies.OpenAsync(_workshop.Ids.New<AttemptId>(), product, null, default);
            var known = new List<string> { Content(copy.Folder) };
            for (var step = 0; step < 6; step++)
            {
                var file = Path.Combine(copy.Folder, $"{random.Next(3)}.txt");
                switch (random.Next(5))
                {
                    case 0:
                        File.Delete(file);
                        break;
                    case 1:
                        await _workshop.Copies.CommitAsync(copy, "Step", _workshop.Trailers(copy), default);
                        known = [known[0], Content(copy.Folder)];
                        break;
                    default:
                        WorkspaceFixture.Write(file, $"{random.Next(3)}");
                        break;
                }
            }

            var facts = Facts(copy.Attempt);
            var left = Content(copy.Folder);
            var removed = await Shelf().RemoveAsync((await Shelf().FindAsync(facts, Policy, default)).Single(), facts, Policy, default);

            removed.ShouldBe(known.Contains(left), $"seed {seed}");
        }
    }

    private static string Content(string folder) =>
        string.Join('\n', Directory.GetFiles(folder, "*.txt").Order(StringComparer.Ordinal).Select(f => Path.GetFileName(f) + "=" + File.ReadAllText(f)));

    private static RetentionFacts Facts(AttemptId id, AttemptFacts? attempt = null) => new(
        new Dictionary<AttemptId, AttemptFacts> { [id] = attempt ?? new AttemptFacts(DateTimeOffset.MinValue, true, true) },
        new HashSet<string>());

    private WorkingCopyRetention Shelf() => new(
        _workshop.Get<GitCommand>(), _workshop.Get<MirrorRepository>(), _workshop.Get<WorkingCopyCommitter>(), _workshop.Get<KeyedLocks>(), _workshop.Get<FactoryPaths>(), _clock);

    private async Task<(ProductRef Product, WorkingCopy Copy)> OpenAsync()
    {
        var product = await _workshop.NewProductAsync();
        await _workshop.Repositories.MergeAsync(product, await _workshop.CommitAsync(product, null, ("kept.txt", "one"), (".gitignore", "out/\n")), "Start", default);
        return (product, await _workshop.Copies.OpenAsync(_workshop.Ids.New<AttemptId>(), product, null, default));
    }

    private async Task MakeAsync(string what, ProductRef product, WorkingCopy copy)
    {
        string In(string file) => Path.Combine(copy.Folder, file);
        if (what.Contains("taken", StringComparison.Ordinal))
        {
            WorkspaceFixture.Write(In("new.txt"), "work");
            await _workshop.Copies.CommitAsync(copy, "Work", _workshop.Trailers(copy), default);
        }

        switch (what)
        {
            case "changed" or "taken, then changed":
                WorkspaceFixture.Write(In("kept.txt"), "two");
                break;
            case "taken, then a file deleted":
                File.Delete(In("new.txt"));
                File.Delete(In("kept.txt"));
                break;
            case "taken, then made executable" when !OperatingSystem.IsWindows():
                File.SetUnixFileMode(In("new.txt"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                break;
            case "changed, then put back":
                WorkspaceFixture.Write(In("kept.txt"), "two");
                WorkspaceFixture.Write(In("kept.txt"), "one");
                break;
            case "only ignored files":
                WorkspaceFixture.Write(In("out/build.bin"), "x");
                break;
            case "taken, but gone from the repository":
                WorkspaceFixture.RunGit(product.Repository, "update-ref", "-d", WorkingCopyPaths.CommittedRefOf(copy.Attempt));
                WorkspaceFixture.RunGit(product.Repository, "branch", "-q", "-D", copy.Branch);
                break;
            case "a repository inside":
                Directory.CreateDirectory(In("inner"));
                WorkspaceFixture.RunGit(In("inner"), "init", "-q");
                WorkspaceFixture.Write(In("inner/a.txt"), "x");
                break;
            case "closed to its owner, but taken" when !OperatingSystem.IsWindows():
                WorkspaceFixture.Write(In("out/deep/x"), "x");
                File.SetUnixFileMode(In("out/deep"), UnixFileMode.None);
                break;
        }
    }
}
