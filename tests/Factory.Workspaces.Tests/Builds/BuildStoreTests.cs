using System.Diagnostics;
using Factory.Domain.Builds;
using Factory.Sandbox;
using Factory.Workspaces.Builds;

namespace Factory.Workspaces.Tests.Builds;

/// <summary>A kept build that cannot be verified is built again; it never stops the product.</summary>
public sealed class BuildStoreTests : IDisposable
{
    private readonly WorkspaceFixture _workspaces = new();

    private string Folder => Path.Combine(_workspaces.Root, "build");

    public void Dispose() => _workspaces.Dispose();

    [Fact]
    public async Task Find_SavedBuild_IsFoundWithItsRecord()
    {
        await SaveAsync();

        (await FindAsync()).ShouldNotBeNull().Tree.ShouldBe("tree");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"commit\":\"c\",")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    public async Task Find_RecordCannotBeRead_IsNone(string text)
    {
        await SaveAsync();
        await File.WriteAllTextAsync(BuildStore.RecordFileOf(Folder), text);

        (await FindAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Find_FileThatCannotBeRead_IsNone()
    {
        await SaveAsync();
        // .NET itself cannot create such a name.
        using var shell = Process.Start("/bin/sh", ["-c", $"printf x > '{Folder}/'$(printf '\\377')"]);
        await shell.WaitForExitAsync();
        shell.ExitCode.ShouldBe(0);

        (await FindAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Find_FolderOrRecordIsMissing_IsNone()
    {
        (await FindAsync()).ShouldBeNull();
        await SaveAsync();
        File.Delete(BuildStore.RecordFileOf(Folder));

        (await FindAsync()).ShouldBeNull();
    }

    private Task<BuildRecord?> FindAsync() => _workspaces.Get<BuildStore>().FindAsync(Folder, default);

    private async Task SaveAsync()
    {
        WorkspaceFixture.Write(Path.Combine(Folder, "index.html"), "<p>");
        var manifest = new ProductManifest { Name = "a", Serve = new ServeManifest { Static = "." } };
        var fingerprint = await UntrustedDirectory.FingerprintAsync(Folder, default);
        await BuildStore.SaveAsync(Folder, new BuildRecord("commit", "tree", manifest, [], null, fingerprint), default);
    }
}
