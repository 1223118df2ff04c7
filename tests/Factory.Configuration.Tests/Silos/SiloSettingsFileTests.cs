using System.Net;
using Factory.Configuration.Silos;
using Factory.Configuration.Tests.Support;
using Factory.Contracts.Errors;

namespace Factory.Configuration.Tests.Silos;

public sealed class SiloSettingsFileTests : IDisposable
{
    private readonly ConfigFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Check_WithoutTheFile_IsAloneAndHasNoLabels() => Read(_ => "Host=db").Value.ShouldBe(SiloSettings.Standalone);

    [Fact]
    public void Check_ReadsLabelsAndCluster_AndTheVariableGoesBeforeTheFile()
    {
        _files.Write(
            "silo.yaml",
            "labels: {gpu: rtx3090}\ncluster: {address: 10.0.0.5, connection_string: Host=file, silo_port: 11112, primary: false}");

        var settings = Read(name => name == "FACTORY_CLUSTER_CONNECTION" ? "Host=variable" : null).Value!;

        settings.Labels.ShouldBe(new Dictionary<string, string> { ["gpu"] = "rtx3090" });
        settings.Cluster.ShouldBe(new ClusterConfig(
            "Host=variable",
            "agentic-factory",
            IPAddress.Parse("10.0.0.5"),
            11_112,
            30_000,
            IsPrimary: false));
        Read(_ => null).Value!.Cluster!.ConnectionString.ShouldBe("Host=file");
    }

    [Theory]
    [InlineData("disk: {working_copies: 500MiB}", 500L << 20)]
    [InlineData("disk: {working_copies: 2 TiB}", 2L << 40)]
    [InlineData("disk: {}", 20L << 30)]
    [InlineData("labels: {gpu: x}", 20L << 30)]
    public void Check_QuotaOfWorkingCopies_IsReadInBytes(string text, long expected)
    {
        _files.Write("silo.yaml", text);

        Read(_ => null).Value!.MaxWorkingCopyBytes.ShouldBe(expected);
    }

    [Fact]
    public void Check_SecretsAndEgress_AreRead()
    {
        _files.Write("silo.yaml", "secrets: {key_folder: /etc/keys}\negress: {allow_private: [registry.home.arpa]}");

        var settings = Read(_ => null).Value!;

        settings.SecretKeyFolder.ShouldBe("/etc/keys");
        settings.PrivateEgressHosts.ShouldBe(["registry.home.arpa"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void Check_VariableIsEmpty_TheFileCounts(string variable)
    {
        _files.Write("silo.yaml", "cluster: {address: 10.0.0.5, connection_string: Host=file}");

        Read(_ => variable).Value!.Cluster!.ConnectionString.ShouldBe("Host=file");
    }

    [Theory]
    [InlineData(
        "cluster: {address: 10.0.0.5}",
        "silo.yaml:1: 'cluster.connection_string' is missing; set the variable FACTORY_CLUSTER_CONNECTION")]
    [InlineData("cluster: {connection_string: Host=db}", "'cluster.address' is missing; add a line like 'address: 10.0.0.5'")]
    [InlineData(
        "cluster: {connection_string: Host=db, address: 0.0.0.0}",
        "'cluster.address' is '0.0.0.0'; it must be the IP address at which other silos reach this one")]
    [InlineData(
        "cluster: {connection_string: Host=db, address: 10.0.0.5, primary: maybe}",
        "'cluster.primary' is 'maybe'; it must be true or false")]
    [InlineData("cluster: {connection_string: Host=db, address: 10.0.0.5, port: 1}", "unknown key 'cluster.port'")]
    [InlineData(
        "disk: {working_copies: 5GB}",
        "'disk.working_copies' is '5GB'; it must be a size from 100MiB to 1024TiB, written like 500MiB, 20GiB or 2TiB")]
    [InlineData("disk: {working_copies: 99MiB}", "'disk.working_copies' is '99MiB'; it must be a size from 100MiB")]
    [InlineData("disk: {working_copies: 9999999GiB}", "'disk.working_copies' is '9999999GiB'; it must be a size from 100MiB")]
    [InlineData("disk: {copies: 1GiB}", "unknown key 'disk.copies'")]
    [InlineData("labels: {GPU: x}", "the label 'GPU' must be lower-case letters, digits and dashes")]
    [InlineData("label: {gpu: x}", "unknown key 'label'; did you mean 'labels'?")]
    public void Check_OneMistake_NamesLineRuleAndFix(string text, string expected)
    {
        _files.Write("silo.yaml", text);

        Should.Throw<FactoryException>(() => Read(_ => null).OrThrow("The silo's own configuration")).Message.ShouldContain(expected);
        _files.Problems().ShouldContain(p => p.Contains(expected));
    }

    private ConfigResult<SiloSettings> Read(Func<string, string?> variable) =>
        new ConfigReader(_files.Folder, new ConfigContext { GetEnvironmentVariable = variable }).TryLoadSilo();
}
