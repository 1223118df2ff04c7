using Factory.Workspaces.Builds;
using Factory.Workspaces.Tests.WorkingCopies;

namespace Factory.Workspaces.Tests.Builds;

public sealed class ManifestDetectionTests : IDisposable
{
    private const string Web = """<Project Sdk="Microsoft.NET.Sdk.Web"/>""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("not JSON")]
    [InlineData("[]")]
    [InlineData("{\"scripts\":[\"start\"]}")]
    [InlineData("{\"scripts\":\"start\"}")]
    [InlineData("{\"scripts\":{}}")]
    [InlineData("{\"Scripts\":{\"start\":\"x\"}}")]
    public void Detect_PackageWithoutScripts_IsServedAsAStaticFolderOrNotAtAll(string package)
    {
        Write("package.json", package);
        ManifestDetection.Detect(_folder.FullName).ShouldBeNull();

        Write("public/index.html", "<p>");
        var manifest = ManifestDetection.Detect(_folder.FullName).ShouldNotBeNull();
        (manifest.Build, manifest.Test, manifest.Serve.Static).ShouldBe((null, null, "public"));
    }

    [Fact]
    public void Detect_PackageNestedWithoutEnd_IsNone()
    {
        Write("package.json", "{\"scripts\":" + new string('[', 100_000));
        ManifestDetection.Detect(_folder.FullName).ShouldBeNull();
    }

    [Fact]
    public void Detect_PackageThatIsALinkOrTooLarge_IsIgnored()
    {
        Write("real.json", """{"scripts":{"start":"x"}}""");
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "package.json"), "real.json");
        ManifestDetection.Detect(_folder.FullName).ShouldBeNull();

        File.Delete(Path.Combine(_folder.FullName, "package.json"));
        Write("package.json", """{"scripts":{"start":"x"}}""" + new string(' ', 1024 * 1024));
        ManifestDetection.Detect(_folder.FullName).ShouldBeNull();
    }

    // The path becomes part of a command line.
    [Theory]
    [InlineData("a b/$(reboot).csproj", "--project 'a b/$(reboot).csproj'")]
    [InlineData("a'; reboot; '/a.csproj", null)]
    public void Detect_ProjectWithAnOddPath_IsQuotedOrRefused(string path, string? end)
    {
        Write(path, Web);

        var command = ManifestDetection.Detect(_folder.FullName)?.Serve.Command;

        (command is null).ShouldBe(end is null);
        command?.ShouldEndWith(end!);
    }

    [Theory]
    [InlineData("a/b/web.csproj", true)]
    [InlineData("a/b/c/web.csproj", false)]
    public void Detect_Project_IsSearchedTwoFoldersDeep(string path, bool found)
    {
        Write(path, Web);

        (ManifestDetection.Detect(_folder.FullName) is not null).ShouldBe(found);
    }

    private void Write(string path, string text) => _folder.Write(path, text);
}
