using System.Net;
using Factory.Configuration.Reading;
using Factory.Domain.Egress;

namespace Factory.Configuration.Silos;

/// <summary>Reads the optional file <c>silo.yaml</c>.</summary>
internal static class SiloSettingsFile
{
    /// <summary>The file's name.</summary>
    public const string Name = "silo.yaml";

    /// <summary>
    /// The environment variable that gives the cluster's connection string, so that no file has to contain a password.
    /// </summary>
    public const string ConnectionVariable = "FACTORY_CLUSTER_CONNECTION";

    private const string DefaultId = "agentic-factory";

    /// <summary>Reads the file. With problems, which are reported, the result must not be used.</summary>
    public static SiloSettings Read(string folder, ConfigContext context, ConfigProblems problems)
    {
        var file = new ConfigFile(Name, false, problems);
        if (!File.Exists(Path.Combine(folder, Name))
            || ConfigFileLoader.Read(folder, file) is not { } text
            || file.Parse(text) is not { } root)
        {
            return SiloSettings.Standalone;
        }

        var settings = new SiloSettings(ReadLabels(root), ReadCluster(root, context.GetEnvironmentVariable))
        {
            MaxWorkingCopyBytes = ReadWorkingCopyQuota(root),
            SecretKeyFolder = ReadKeyFolder(root),
            PrivateEgressHosts = ReadPrivateHosts(root),
        };
        root.RejectUnknownKeys();
        return settings;
    }

    private static long ReadWorkingCopyQuota(ConfigSection root)
    {
        var disk = root.Section("disk");
        var quota = disk?.Size("working_copies", 100L << 20, 1L << 50) ?? SiloSettings.Standalone.MaxWorkingCopyBytes;
        disk?.RejectUnknownKeys();
        return quota;
    }

    private static string? ReadKeyFolder(ConfigSection root)
    {
        var secrets = root.Section("secrets");
        var folder = secrets?.Text("key_folder");
        if (folder is not null && !Path.IsPathFullyQualified(folder))
        {
            secrets!.ReportInvalid("key_folder", "the full path of a folder, like /etc/agentic-factory/keys");
        }

        secrets?.RejectUnknownKeys();
        return folder;
    }

    private static IReadOnlyList<string> ReadPrivateHosts(ConfigSection root)
    {
        var egress = root.Section("egress");
        var hosts = egress?.TextList("allow_private", text =>
            EgressRule.TryParse(text, out var rule) && rule is { WithSubdomains: false, Port: null }
                ? null
                : "must be one exact host name in lower case without port, like registry.home.arpa") ?? [];
        egress?.RejectUnknownKeys();
        return hosts;
    }

    private static Dictionary<string, string> ReadLabels(ConfigSection root)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        if (root.Section("labels") is not { } section)
        {
            return labels;
        }

        foreach (var name in section.Keys)
        {
            if (NameRules.CheckName(name) is { } wrong)
            {
                section.ReportProblem(name, $"the label '{ConfigProblems.Quote(name)}' {wrong}");
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

        var inFile = cluster.Text("connection_string");

        // The key is read in any case: with the variable set, an unread key would be reported as unknown.
        var connection = variable(ConnectionVariable) is { } given && !string.IsNullOrWhiteSpace(given) ? given : inFile;
        if (string.IsNullOrWhiteSpace(connection))
        {
            cluster.ReportProblem(
                "connection_string",
                $"'cluster.connection_string' is missing; set the variable {ConnectionVariable} to PostgreSQL's connection string, like " +
                "'Host=db;Database=factory;Username=factory;Password=…'");
        }

        var config = new ClusterConfig(
            connection ?? "",
            cluster.Text("id") ?? DefaultId,
            ReadAddress(cluster),
            cluster.Number("silo_port", 11_111, 1, 65_535),
            cluster.Number("gateway_port", 30_000, 1, 65_535),
            cluster.Flag("primary", true));
        cluster.RejectUnknownKeys();
        return config;
    }

    private static IPAddress ReadAddress(ConfigSection cluster)
    {
        var text = cluster.RequiredText("address", "10.0.0.5");

        // Other silos connect to what this one publishes: 0.0.0.0 and :: are addresses to listen on, not to connect to.
        if (IPAddress.TryParse(text, out var address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any))
        {
            return address;
        }

        if (text.Length > 0)
        {
            cluster.ReportInvalid("address", "the IP address at which other silos reach this one, like 10.0.0.5");
        }

        return IPAddress.None;
    }
}
