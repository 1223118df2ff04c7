using Factory.Contracts.Models;
using Factory.Scenarios.Hosting;
using Factory.Scenarios.ModelApis;
using Factory.TestKit.Fakes;

namespace Factory.Scenarios.Repositories;

/// <summary><c>--repo</c>: the factory works in the operator's own repository and respects what is there.</summary>
public sealed class ExistingRepositoryTests : IDisposable
{
    private readonly FactoryCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Run_ExistingRepository_AddsToItAndLeavesItsFilesAlone()
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
        await using var models = await UseModelsAsync();
        await using var silo = await _cli.UpAsync("--unsandboxed");
        var result = await _cli.RunAsync("run", "--json", "--repo", repository, "A page with our shop's hours");
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
    public async Task Run_RepositoryWithUncommittedChanges_NamesTheFix()
    {
        await using var models = await UseModelsAsync();
        var repository = await RepositoryAsync();
        await File.WriteAllTextAsync(Path.Combine(repository, "notes.txt"), "changed\n");
        var result = await _cli.RunAsync("run", "--repo", repository, "A unit converter");
        result.ExitCode.ShouldNotBe(0);
        result.Error.ShouldContain("repository.dirty");
        result.Error.ShouldContain(repository);
    }

    [Fact]
    public async Task Run_PathThatIsNoRepository_IsRefused()
    {
        await using var models = await UseModelsAsync();
        var folder = _cli.Scratch("plain");
        var result = await _cli.RunAsync("run", "--repo", folder, "A unit converter");
        result.ExitCode.ShouldNotBe(0);
        result.Error.ShouldContain("repository.invalid");
        result.Error.ShouldContain(folder);
    }

    [Fact]
    public async Task Run_RehearsalModels_AreRefusedAndTheRepositoryStaysAsItWas()
    {
        var repository = await RepositoryAsync();
        var before = await Git.RunAsync(repository, "for-each-ref");
        var result = await _cli.RunAsync("run", "--rehearse", "--repo", repository, "A website for our shop");
        result.ExitCode.ShouldBe(3, result.ToString());
        result.Error.ShouldContain("rehearsal.repository");
        (await Git.RunAsync(repository, "for-each-ref")).ShouldBe(before);
        (await Git.RunAsync(repository, "status", "--porcelain")).ShouldBe("");
    }

    /// <summary>A model server that plays all roles: rehearsal models get no repository of the operator.</summary>
    private async Task<FakeModelServer> UseModelsAsync()
    {
        var server = await FakeModelServer.StartAsync(new ShopTeam().Answer);
        _cli.With("OPENAI_BASE_URL", server.BaseUrl(ModelApi.OpenAIChat)).With("OPENAI_API_KEY", "sk-scenario");
        return server;
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
