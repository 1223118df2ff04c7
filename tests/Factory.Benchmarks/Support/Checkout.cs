namespace Factory.Benchmarks.Support;

/// <summary>The checkout that this program was built in.</summary>
internal static class Checkout
{
    /// <summary>Its root, a full path.</summary>
    /// <exception cref="DirectoryNotFoundException">The program was built elsewhere.</exception>
    public static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Factory.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("This program was not built inside a checkout of the factory; name one with --path DIR.");
    }
}
