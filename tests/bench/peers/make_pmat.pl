# SPDX-License-Identifier: Apache-2.0
# make_pmat.pl FILE OBJECTS: a dump of about that many SVs, written by Devel::MAT::Dumper.
use strict;
use warnings;
use Devel::MAT::Dumper;

our (%SESSIONS, @RECENT);
my ($file, $wanted) = @ARGV;
my $last;
for (my $i = 0; $i * 16 < $wanted; $i++) {
    my $session = bless { id => $i, name => "visitor-$i", items => [], next => $last }, "Session";
    push @{ $session->{items} }, { number => $i * 5 + $_, tags => ["tag " . $i % 97] } for 0 .. $i % 3;
    $SESSIONS{"key $i"} = $session;
    push @RECENT, $session;
    $last = $i % 1000 ? $session : undef;
}
Devel::MAT::Dumper::dump($file);
