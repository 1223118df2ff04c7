using System.Net;
using Factory.Contracts.Errors;
using Factory.Silo.Configuration.Yaml;

namespace Factory.Silo.Configuration;

/// <summary>Reads <c>silo.yaml</c>, which may be missing.</summary>
internal static class SiloFileReader
{
    /// <summary>The file's name.</summary>
    public const string Name = "silo.yaml";

    /// <summary>The environment variable that gives the cluster's connection string, so that no file has to hold a password.</summary>
    public const string ConnectionVariable = "FACTORY_CLUSTER";

    private const string DefaultId = "agentic-factory";

    /// <summary>Reads the file of a configuration folder.</summary>
    /// <exception cref="FactoryException"><c>config.invalid</c> with every problem.</exception>
    public static SiloSettings Load(string folder, Func<string, string?> variable)
    {
        var problems = new ConfigProblems();
        var settings = Read(folder, variable, problems);
        return problems.Count == 0
            ? settings
            : throw new FactoryException(
                ErrorCodes.ConfigInvalid,
                $"{Name} in {folder} is wrong:\n" + string.Join('\n', problems.All.Select(p => "  " + p)),
                "Correct the file and check it with: factory config check");
    }

    /// <summary>Reads the file; what is wrong is noted, and what comes back then is not to be used.</summary>
    public static SiloSettings Read(string folder, Func<string, string?> variable, ConfigProblems problems)
    {
        if (!File.Exists(Path.Combine(folder, Name))
            || ConfigText.Read(folder, Name, problems) is not { } text
            || YamlTree.Read(text, Name, lineOffset: 0, problems) is not { } map)
        {
            return SiloSettings.Alone;
        }

        var root = new ConfigSection(map, Name, "", problems);
        var settings = new SiloSettings(ReadLabels(root, problems), ReadCluster(root, variable));
        root.RefuseUnknownKeys();
        return settings;
    }

    private static Dictionary<string, string> ReadLabels(ConfigSection root, ConfigProblems problems)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        if (root.Section("labels") is not { } section)
        {
            return labels;
        }

        foreach (var name in section.Entries.Select(e => e.Key))
        {
            if (Names.CheckWord(name) is { } wrong)
            {
                problems.Add(Name, section.LineOf(name), $"the label '{ConfigProblems.Quote(name)}' {wrong}");
            }
            else
            {
                labels[name] = section.RequiredText(name, "rtx3090");
            }
        }

        return labels;
    }

    private static ClusterConfig? ReadCluster(ConfigSection root, Func<string, string?> variable)
    {
        if (root.Section("cluster") is not { } cluster)
        {
            return null;
        }

        var inFile = cluster.Text("connection");
        var connection = variable(ConnectionVariable) ?? inFile;
        if (string.IsNullOrWhiteSpace(connection))
        {
            cluster.Problem("connection", $"'cluster.connection' is missing; set the variable {ConnectionVariable} to PostgreSQL's connection string, like 'Host=db;Database=factory;Username=factory;Password=…'");
        }

        var config = new ClusterConfig(
            connection ?? "",
            cluster.Text("id") ?? DefaultId,
            ReadAddress(cluster),
            cluster.Number("silo_port", 11_111, 1, 65_535),
            cluster.Number("gateway_port", 30_000, 1, 65_535),
            ReadHome(cluster));
        cluster.RefuseUnknownKeys();
        return config;
    }

    private static IPAddress ReadAddress(ConfigSection cluster)
    {
        var text = cluster.RequiredText("address", "10.0.0.5");
        if (IPAddress.TryParse(text, out var address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any))
        {
            return address;
        }

        if (text.Length > 0)
        {
            cluster.Problem("address", $"'cluster.address' is '{ConfigProblems.Quote(text)}'; it must be the IP address at which other silos reach this one, like 10.0.0.5");
        }

        return IPAddress.None;
    }

    private static bool ReadHome(ConfigSection cluster)
    {
        switch (cluster.Text("home"))
        {
            case null or "true":
                return true;
            case "false":
                return false;
            case var text:
                cluster.Problem("home", $"'cluster.home' is '{ConfigProblems.Quote(text)}'; it must be true or false");
                return true;
        }
    }
}
