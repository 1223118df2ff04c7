using Factory.Scenarios.Hosting;

namespace Factory.Scenarios.Repositories;

/// <summary><c>--repo</c>: the factory works in the operator's own repository and respects what is there.</summary>
public sealed class ExistingRepositoryTests : IDisposable
{
    private readonly FactoryCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_run_adds_to_an_existing_repository_and_leaves_its_files_alone()
    {
        var repository = await RepositoryAsync();
        // Planted: none of it may run.
        var trap = Path.Combine(_cli.Scratch("trap"), "sprung");
        foreach (var hook in new[] { "post-checkout", "post-merge", "pre-commit", "reference-transaction", "post-commit" })
        {
            var path = Path.Combine(repository, ".git", "hooks", hook);
            await File.WriteAllTextAsync(path, $"#!/bin/sh\ntouch {trap}\n");
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        await Git.RunAsync(repository, "config", "core.fsmonitor", $"touch {trap}");
        File.Delete(trap);
        await using var silo = await _cli.UpAsync();
        var result = await _cli.RunAsync("run", "--json", "--repo", repository, "A website for our shop");
        result.ExitCode.ShouldBe(0, result.ToString());
        File.Exists(trap).ShouldBeFalse("hooks and configuration of the repository must not run");
        var run = RunFinished.Of(result);
        run.Repository.ShouldBe(repository);
        (await File.ReadAllTextAsync(Path.Combine(repository, "notes.txt"))).ShouldBe("mine\n");
        await Git.RunAsync(repository, "config", "--unset", "core.fsmonitor");
        (await Git.RunAsync(repository, "log", "--format=%B")).ShouldContain("Factory-Task: ");
        (await Git.RunAsync(repository, "status", "--porcelain")).ShouldBe("");
    }

    [Fact]
    public async Task A_repository_with_uncommitted_changes_is_refused_with_the_way_out()
    {
        var repository = await RepositoryAsync();
        await File.WriteAllTextAsync(Path.Combine(repository, "notes.txt"), "changed\n");
        var result = await _cli.RunAsync("run", "--repo", repository, "A unit converter");
        result.ExitCode.ShouldNotBe(0);
        result.Error.ShouldContain("repository.dirty");
        result.Error.ShouldContain(repository);
    }

    [Fact]
    public async Task A_path_that_is_no_repository_is_refused()
    {
        var folder = _cli.Scratch("plain");
        var result = await _cli.RunAsync("run", "--repo", folder, "A unit converter");
        result.ExitCode.ShouldNotBe(0);
        result.Error.ShouldContain("repository.invalid");
        result.Error.ShouldContain(folder);
    }

    private async Task<string> RepositoryAsync()
    {
        var repository = _cli.Scratch("repository");
        await Git.RunAsync(repository, "init", "-q", "-b", "main");
        await File.WriteAllTextAsync(Path.Combine(repository, "notes.txt"), "mine\n");
        await Git.RunAsync(repository, "add", ".");
        await Git.RunAsync(repository, "commit", "-q", "-m", "Start");
        return repository;
    }
}
