using System.Net;
using Factory.Contracts.Errors;
using Factory.Silo.Configuration;

namespace Factory.Silo.Tests.Configuration;

public sealed class SiloFileTests : IDisposable
{
    private readonly ConfigFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Load_WithoutTheFile_IsAloneAndHasNoLabels() => SiloFileReader.Load(_files.Folder, _ => "Host=db").ShouldBe(SiloSettings.Alone);

    [Fact]
    public void Load_ReadsLabelsAndCluster_AndTheVariableGoesBeforeTheFile()
    {
        _files.Write("silo.yaml", "labels: {gpu: rtx3090}\ncluster: {address: 10.0.0.5, connection: Host=file, silo_port: 11112, home: false}");

        var settings = SiloFileReader.Load(_files.Folder, name => name == "FACTORY_CLUSTER" ? "Host=variable" : null);

        settings.Labels.ShouldBe(new Dictionary<string, string> { ["gpu"] = "rtx3090" });
        settings.Cluster.ShouldBe(new ClusterConfig("Host=variable", "agentic-factory", IPAddress.Parse("10.0.0.5"), 11_112, 30_000, IsHome: false));
        SiloFileReader.Load(_files.Folder, _ => null).Cluster!.Connection.ShouldBe("Host=file");
    }

    [Theory]
    [InlineData("cluster: {address: 10.0.0.5}", "silo.yaml:1: 'cluster.connection' is missing; set the variable FACTORY_CLUSTER")]
    [InlineData("cluster: {connection: Host=db}", "'cluster.address' is missing; add a line like 'address: 10.0.0.5'")]
    [InlineData("cluster: {connection: Host=db, address: 0.0.0.0}", "'cluster.address' is '0.0.0.0'; it must be the IP address at which other silos reach this one")]
    [InlineData("cluster: {connection: Host=db, address: 10.0.0.5, home: maybe}", "'cluster.home' is 'maybe'; it must be true or false")]
    [InlineData("cluster: {connection: Host=db, address: 10.0.0.5, port: 1}", "unknown key 'cluster.port'")]
    [InlineData("labels: {GPU: x}", "the label 'GPU' must be lower-case letters, digits and dashes")]
    [InlineData("label: {gpu: x}", "unknown key 'label'; did you mean 'labels'?")]
    public void Check_OneMistake_NamesLineRuleAndFix(string text, string expected)
    {
        _files.Write("silo.yaml", text);

        Should.Throw<FactoryException>(() => SiloFileReader.Load(_files.Folder, _ => null)).Message.ShouldContain(expected);
        _files.Problems().ShouldContain(p => p.Contains(expected));
    }
}
