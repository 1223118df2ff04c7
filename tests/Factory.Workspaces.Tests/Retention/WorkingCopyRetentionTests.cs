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

/// <summary>
/// The guarantee of <c>factory clean</c>, with real git: work that is not in a repository is never deleted.
/// </summary>
public sealed class WorkingCopyRetentionTests : IDisposable
{
    private static readonly RetentionPolicy Policy = RetentionPolicy.Default;

    private readonly WorkspaceFixture _workspaces = new();
    private readonly FakeTimeProvider _clock = new(Given.Now);

    public void Dispose() => _workspaces.Dispose();

    [Theory]
    [InlineData("untouched", true)]
    [InlineData("changed", false)]
    [InlineData("committed", true)]
    [InlineData("committed, then changed", false)]
    [InlineData("committed, then a file deleted", false)]
    [InlineData("committed, then made executable", false)]
    [InlineData("changed, then reverted", true)]
    [InlineData("only ignored files", true)]
    [InlineData("committed, but missing from the repository", false)]
    [InlineData("a repository inside", false)]
    [InlineData("without permissions, but committed", true)]
    public async Task Remove_WorkingCopy_OnlyWhenItsFilesAreInTheRepository(string situation, bool expected)
    {
        var (product, copy) = await OpenAsync();
        await PrepareAsync(situation, product, copy);
        var retention = Retention();
        var facts = Facts(copy.Attempt);

        var found = (await retention.FindAsync(facts, Policy, default)).ShouldHaveSingleItem();

        (found.RetainedReason is null).ShouldBe(expected, found.RetainedReason);
        ((await retention.RemoveAsync(found, facts, Policy, default)).RetainedReason is null).ShouldBe(expected);
        Directory.Exists(copy.Folder).ShouldBe(!expected);
        Directory.Exists(product.Repository).ShouldBeTrue();
        WorkspaceFixture.RunGit(product.Repository, "fsck", "--full", "--strict");
    }

    [Fact]
    public async Task Remove_CommittedWork_RemainsInTheRepository()
    {
        var (product, copy) = await OpenAsync();
        WorkspaceFixture.Write(Path.Combine(copy.Folder, "new.txt"), "work");
        var change = await _workspaces.Copies.CommitAsync(copy, "Work", _workspaces.Trailers(copy), default);
        var facts = Facts(copy.Attempt);

        (await Retention()
            .RemoveAsync((await Retention().FindAsync(facts, Policy, default)).Single(), facts, Policy, default))
            .RetainedReason.ShouldBeNull();

        WorkspaceFixture.RunGit(product.Repository, "show", change!.Commit + ":new.txt").ShouldBe("work");
        var again = await _workspaces.Copies.OpenAsync(_workspaces.Ids.New<AttemptId>(), product, change.Commit, default);
        File.ReadAllText(Path.Combine(again.Folder, "new.txt")).ShouldBe("work");
    }

    [Fact]
    public async Task Find_AttemptsAndTasksInProgress_AreNotExpired()
    {
        var (_, copy) = await OpenAsync();
        var ended = _clock.GetUtcNow() - Policy.WorkingCopies;
        foreach (var attempt in (AttemptFacts[])
            [
                new(null, true, true), // still running
                new(ended, false, true), // its task is still open
                new(ended + TimeSpan.FromSeconds(1), true, true), // ended too recently
            ])
        {
            (await Retention().FindAsync(Facts(copy.Attempt, attempt), Policy, default)).ShouldBeEmpty();
        }

        (await Retention()
            .FindAsync(
                new RetentionFacts(new Dictionary<AttemptId, AttemptFacts>(), new HashSet<string>()),
                Policy,
                default)).ShouldBeEmpty("the attempt is unknown");
        (await Retention().FindAsync(Facts(copy.Attempt, new AttemptFacts(ended, true, true)), Policy, default)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Find_ReviewersWorkingCopy_IsExpiredWithUncommittedFiles()
    {
        var (_, copy) = await OpenAsync();
        WorkspaceFixture.Write(Path.Combine(copy.Folder, "scratch.txt"), "x");
        var facts = Facts(copy.Attempt, new AttemptFacts(DateTimeOffset.MinValue, true, IsBuild: false));

        (await Retention().FindAsync(facts, Policy, default)).Single().RetainedReason.ShouldBeNull();
    }

    [Fact]
    public async Task Remove_RandomSequencesOfEdits_OnlyDeletesCommittedFiles()
    {
        var product = await _workspaces.NewProductAsync();
        for (var seed = 1; seed <= 8; seed++)
        {
            var random = new Random(seed);
            var copy = await _workspaces.Copies.OpenAsync(_workspaces.Ids.New<AttemptId>(), product, null, default);
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
                        await _workspaces.Copies.CommitAsync(copy, "Step", _workspaces.Trailers(copy), default);
                        known = [known[0], Content(copy.Folder)];
                        break;
                    default:
                        WorkspaceFixture.Write(file, $"{random.Next(3)}");
                        break;
                }
            }

            var facts = Facts(copy.Attempt);
            var left = Content(copy.Folder);
            var removed = await Retention()
                .RemoveAsync((await Retention().FindAsync(facts, Policy, default)).Single(), facts, Policy, default);

            (removed.RetainedReason is null).ShouldBe(known.Contains(left), $"seed {seed}");
        }
    }

    [Fact]
    public async Task Remove_Forced_SavesWhatGitAcceptsAndTellsWhatItDoesNot()
    {
        var (product, copy) = await OpenAsync();
        string In(string file) => Path.Combine(copy.Folder, file);
        WorkspaceFixture.Write(In("kept.txt"), "two");
        WorkspaceFixture.Write(In("deep/new.txt"), "work");
        using (var big = File.Create(In("big.bin")))
        {
            big.SetLength(30 * 1024 * 1024);
        }

        WorkspaceFixture.Write(In("inner/a.txt"), "nested");
        WorkspaceFixture.RunGit(In("inner"), "init", "-q");
        WorkspaceFixture.RunGit(In("inner"), "add", ".");
        WorkspaceFixture.RunGit(In("inner"), "commit", "-q", "-m", "Inner");
        File.CreateSymbolicLink(In("out-of-it"), "/etc/passwd");
        WorkspaceFixture.Write(In("[x]*.txt"), "no pattern");
        var facts = Facts(copy.Attempt, Ended(copy));
        var forced = Policy with { Force = true };

        // Control: without force, nothing of this can be committed, and so the working copy stays for ever.
        (await Retention().FindAsync(facts, Policy, default)).Single().RetainedReason.ShouldNotBeNull();
        var found = (await Retention().FindAsync(facts, forced, default)).Single();
        (found.RetainedReason, found.Forced).ShouldBe((null, true));

        var removed = await Retention().RemoveAsync(found, facts, forced, default);

        removed.RetainedReason.ShouldBeNull();
        removed.SavedAs.ShouldBe("refs/factory/quarantine/" + copy.Attempt);
        removed.LeftOut!.Select(line => line.Split(':')[0]).ShouldBe(["inner/.git", "big.bin", "out-of-it"], ignoreOrder: true);
        Directory.Exists(copy.Folder).ShouldBeFalse();
        string Show(string file) => WorkspaceFixture.RunGit(product.Repository, "show", $"{removed.SavedAs}:{file}");
        (Show("kept.txt"), Show("deep/new.txt"), Show("inner/a.txt"), Show("[x]*.txt")).ShouldBe(("two", "work", "nested", "no pattern"));
        WorkspaceFixture.RunGit(product.Repository, "ls-tree", "-r", "--name-only", removed.SavedAs!).ShouldNotContain("big.bin");
        WorkspaceFixture.RunGit(product.Repository, "log", "-1", "--format=%(trailers:key=Factory-Model,valueonly)", removed.SavedAs!)
            .ShouldContain("trusted/one", Case.Sensitive, "without it, the commit would count as the operator's own");
        WorkspaceFixture.RunGit(product.Repository, "branch", "--contains", removed.SavedAs!).ShouldBeEmpty("nothing continues from it");
        WorkspaceFixture.RunGit(product.Repository, "fsck", "--full", "--strict");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DiscardAsync_WorkingCopy_IsSavedOnlyWhenItIsWork(bool isWork)
    {
        var (product, copy) = await OpenAsync();
        WorkspaceFixture.Write(Path.Combine(copy.Folder, "new.txt"), "work");

        var leftOut = await _workspaces.Copies.DiscardAsync(copy.Attempt, isWork ? _workspaces.Trailers(copy) : null, default);

        leftOut.ShouldBeEmpty();
        Directory.Exists(copy.Folder).ShouldBeFalse();
        WorkspaceFixture.RunGit(product.Repository, "for-each-ref", "--format=%(refname)", "refs/factory/quarantine")
            .ShouldBe(isWork ? "refs/factory/quarantine/" + copy.Attempt : "");
    }

    [Theory]
    [InlineData("no metadata")]
    [InlineData("no repository")]
    public async Task Find_ForcedButNothingCanBeSaved_IsKept(string situation)
    {
        var (product, copy) = await OpenAsync();
        WorkspaceFixture.Write(Path.Combine(copy.Folder, "new.txt"), "work");
        if (situation == "no metadata")
        {
            File.Delete(copy.Folder + ".json");
        }
        else
        {
            Directory.Delete(product.Repository, recursive: true);
        }

        (await Retention().FindAsync(Facts(copy.Attempt, Ended(copy)), Policy with { Force = true }, default))
            .Single().RetainedReason.ShouldNotBeNull();
        Directory.Exists(copy.Folder).ShouldBeTrue();
    }

    [Fact]
    public async Task Find_OverTheQuota_TakesTheOldestEndedOnesUntilItHolds()
    {
        var (product, oldest) = await OpenAsync();
        var copies = new List<WorkingCopy> { oldest };
        for (var i = 1; i < 5; i++)
        {
            copies.Add(await _workspaces.Copies.OpenAsync(_workspaces.Ids.New<AttemptId>(), product, null, default));
        }

        foreach (var copy in copies)
        {
            await File.WriteAllBytesAsync(Path.Combine(copy.Folder, "work.bin"), new byte[4 * 1024 * 1024]);
        }

        var now = _clock.GetUtcNow();
        var facts = new RetentionFacts(
            new Dictionary<AttemptId, AttemptFacts>
            {
                [copies[0].Attempt] = Ended(copies[0]) with { FinishedAt = null },
                [copies[1].Attempt] = Ended(copies[1]) with { FinishedAt = now.AddMinutes(-9), TaskFinished = false },
                [copies[2].Attempt] = Ended(copies[2]) with { FinishedAt = now.AddMinutes(-2) },
                [copies[3].Attempt] = Ended(copies[3]) with { FinishedAt = now.AddMinutes(-3) },
                [copies[4].Attempt] = Ended(copies[4]) with { FinishedAt = now.AddMinutes(-1) },
            },
            new HashSet<string>());
        RetentionPolicy Quota(int mebibytes) => (Policy with { MaxWorkingCopyBytes = mebibytes * 1024L * 1024 }).QuotaOnly();
        async Task<IEnumerable<string>> FindAsync(int mebibytes) =>
            (await Retention().FindAsync(facts, Quota(mebibytes), default)).Select(item => item.Name);

        (Retention().IsOverQuota(Quota(100)), Retention().IsOverQuota(Quota(15))).ShouldBe((false, true));
        (await FindAsync(100)).ShouldBeEmpty();
        (await FindAsync(15)).ShouldBe([copies[3].Attempt.Value, copies[2].Attempt.Value]);
        (await FindAsync(1)).ShouldBe(
            new[] { 3, 2, 4, 1 }.Select(i => copies[i].Attempt.Value),
            "that of the running attempt stays, whatever the quota");

        foreach (var item in await Retention().FindAsync(facts, Quota(15), default))
        {
            (await Retention().RemoveAsync(item, facts, Quota(15), default)).SavedAs.ShouldNotBeNull();
        }

        Retention().IsOverQuota(Quota(15)).ShouldBeFalse();
        WorkspaceFixture.RunGit(product.Repository, "cat-file", "-s", $"refs/factory/quarantine/{copies[3].Attempt}:work.bin")
            .ShouldBe("4194304", "no work is lost");
    }

    private AttemptFacts Ended(WorkingCopy copy) => new(DateTimeOffset.MinValue, true, true, _workspaces.Trailers(copy));

    private static string Content(string folder) =>
        string.Join(
            '\n',
            Directory.GetFiles(folder, "*.txt").Order(StringComparer.Ordinal).Select(f => Path.GetFileName(f) + "=" + File.ReadAllText(f)));

    private static RetentionFacts Facts(AttemptId id, AttemptFacts? attempt = null) => new(
        new Dictionary<AttemptId, AttemptFacts> { [id] = attempt ?? new AttemptFacts(DateTimeOffset.MinValue, true, true) },
        new HashSet<string>());

    private WorkingCopyRetention Retention() => new(
        _workspaces.Get<GitCommand>(),
        _workspaces.Get<MirrorRepository>(),
        _workspaces.Get<WorkingCopyCommitter>(),
        _workspaces.Get<WorkingCopyRescue>(),
        _workspaces.Get<KeyedLocks>(),
        _workspaces.Get<FactoryPaths>(),
        _clock);

    private async Task<(ProductRef Product, WorkingCopy Copy)> OpenAsync()
    {
        var product = await _workspaces.NewProductAsync();
        await _workspaces.Repositories.MergeAsync(
            product,
            await _workspaces.CommitAsync(product, null, ("kept.txt", "one"), (".gitignore", "out/\n")),
            "Start",
            default);
        return (product, await _workspaces.Copies.OpenAsync(_workspaces.Ids.New<AttemptId>(), product, null, default));
    }

    private async Task PrepareAsync(string situation, ProductRef product, WorkingCopy copy)
    {
        string In(string file) => Path.Combine(copy.Folder, file);
        if (situation.Contains("committed", StringComparison.Ordinal))
        {
            WorkspaceFixture.Write(In("new.txt"), "work");
            await _workspaces.Copies.CommitAsync(copy, "Work", _workspaces.Trailers(copy), default);
        }

        switch (situation)
        {
            case "changed" or "committed, then changed":
                WorkspaceFixture.Write(In("kept.txt"), "two");
                break;
            case "committed, then a file deleted":
                File.Delete(In("new.txt"));
                File.Delete(In("kept.txt"));
                break;
            case "committed, then made executable" when !OperatingSystem.IsWindows():
                File.SetUnixFileMode(In("new.txt"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                break;
            case "changed, then reverted":
                WorkspaceFixture.Write(In("kept.txt"), "two");
                WorkspaceFixture.Write(In("kept.txt"), "one");
                break;
            case "only ignored files":
                WorkspaceFixture.Write(In("out/build.bin"), "x");
                break;
            case "committed, but missing from the repository":
                WorkspaceFixture.RunGit(product.Repository, "update-ref", "-d", WorkingCopyPaths.CommittedRefOf(copy.Attempt));
                WorkspaceFixture.RunGit(product.Repository, "branch", "-q", "-D", copy.Branch);
                break;
            case "a repository inside":
                Directory.CreateDirectory(In("inner"));
                WorkspaceFixture.RunGit(In("inner"), "init", "-q");
                WorkspaceFixture.Write(In("inner/a.txt"), "x");
                break;
            case "without permissions, but committed" when !OperatingSystem.IsWindows():
                WorkspaceFixture.Write(In("out/deep/x"), "x");
                File.SetUnixFileMode(In("out/deep"), UnixFileMode.None);
                break;
        }
    }
}
