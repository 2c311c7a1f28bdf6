# SPDX-License-Identifier: Apache-2.0
# devel_mat.pl FILE [SIZES]: Devel::MAT opens a dump, finds referrers and what is reachable. It has no dominators; in place of a
# retained size SIZES gets the size of the object alone.
use strict;
use warnings;
use Devel::MAT;

my ($file, $sizes) = @ARGV;
my $pmat = Devel::MAT->load($file);
my $dump = $pmat->dumpfile;
$pmat->load_tool("Inrefs");
$pmat->load_tool("Reachability");
my @all = $dump->heap;
printf "{\"objects\": %d}\n", scalar @all;
if ($sizes) {
    open my $out, ">:raw", $sizes or die "$sizes: $!";
    print $out pack "Q3", $_->addr, $_->size, $_->size for @all;
}
