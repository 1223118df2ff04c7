Console.Error.WriteLine("The benchmarks measure the embedded engine: build them without -p:GrainEngine=Orleans.");
return 2;
