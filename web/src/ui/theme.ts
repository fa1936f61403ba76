// The look: a quiet slate with one petrol accent. Shades are chosen so that text meets WCAG AA on every surface it is used on;
// Mantine's defaults for dimmed text, errors and filled buttons do not.
import {
  ActionIcon, Alert, Anchor, Badge, Button, createTheme, Drawer, Input, InputWrapper, Menu, Modal, NavLink, Paper, PasswordInput,
  SegmentedControl, Select, Table, Tabs, Textarea, TextInput, Tooltip, type CSSVariablesResolver, type MantineColorsTuple,
} from '@mantine/core';

const petrol: MantineColorsTuple = ['#edf6f8', '#d8e9ee', '#b2d3dd', '#86bac9', '#5aa1b6', '#3a8aa2', '#22748d', '#146178', '#0d5064', '#083e4e'];
const gray: MantineColorsTuple = ['#f5f7f8', '#ecf0f2', '#e0e5e9', '#cdd4da', '#aeb8c1', '#808c97', '#5b6772', '#454f59', '#2e3740', '#1a2128'];
const dark: MantineColorsTuple = ['#e4e9ed', '#c2cad1', '#9ba6b1', '#75818d', '#47525d', '#323c46', '#20282f', '#161c22', '#11161b', '#0c1014'];
const red: MantineColorsTuple = ['#fdefed', '#fadad6', '#f4b4ac', '#ec897e', '#e06456', '#d24a3b', '#bf382a', '#a82c20', '#8c2319', '#6c1a12'];

export const theme = createTheme({
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 6 },
  colors: { petrol, gray, dark, red },
  fontFamily: '"Inter Variable", system-ui, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  headings: { fontWeight: '620', sizes: { h1: { fontSize: '1.375rem', lineHeight: '1.3' }, h2: { fontSize: '1.0625rem', lineHeight: '1.35' }, h3: { fontSize: '0.9375rem', lineHeight: '1.4' } } },
  defaultRadius: 'sm',
  radius: { xs: '3px', sm: '6px', md: '8px', lg: '12px', xl: '20px' },
  cursorType: 'pointer',
  focusRing: 'auto',
  components: {
    Button: Button.extend({ defaultProps: { size: 'sm' } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray' } }),
    Anchor: Anchor.extend({ defaultProps: { underline: 'hover' } }),
    Input: Input.extend({ defaultProps: { size: 'sm' } }),
    InputWrapper: InputWrapper.extend({ defaultProps: { size: 'sm' } }),
    TextInput: TextInput.extend({ defaultProps: { size: 'sm' } }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size: 'sm' } }),
    Textarea: Textarea.extend({ defaultProps: { size: 'sm', autosize: true, minRows: 2 } }),
    Select: Select.extend({ defaultProps: { size: 'sm', allowDeselect: false, openOnFocus: false, comboboxProps: { shadow: 'md' } } }),
    SegmentedControl: SegmentedControl.extend({ defaultProps: { size: 'sm' } }),
    Paper: Paper.extend({ defaultProps: { radius: 'md' } }),
    Modal: Modal.extend({ defaultProps: { radius: 'md', centered: true, overlayProps: { backgroundOpacity: 0.45 } } }),
    Drawer: Drawer.extend({ defaultProps: { position: 'right', size: 'md', overlayProps: { backgroundOpacity: 0.45 } } }),
    Menu: Menu.extend({ defaultProps: { shadow: 'md', position: 'bottom-end', withInitialFocusPlaceholder: false } }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 6 } }),
    Tabs: Tabs.extend({ defaultProps: { keepMounted: false } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, withArrow: true, events: { hover: true, focus: true, touch: true } } }),
    Alert: Alert.extend({ defaultProps: { radius: 'md' } }),
    Badge: Badge.extend({ defaultProps: { variant: 'default' } }),
    NavLink: NavLink.extend({ defaultProps: { variant: 'light' } }),
  },
});

export const css_variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': gray[0],
    '--mantine-color-text': gray[9],
    '--mantine-color-dimmed': gray[6],
    '--mantine-color-placeholder': gray[6],
    '--mantine-color-error': red[7],
    '--mantine-color-anchor': petrol[7],
    '--mantine-color-default-border': gray[3],
    '--surface': '#ffffff',
    '--surface-sunken': gray[0],
    '--line': gray[2],
    '--input-line': gray[5],
    '--row-hover': '#f2f7f9',
    '--good-bg': '#e1f3e8', '--good': '#14653a',
    '--warn-bg': '#fcefd3', '--warn': '#764900',
    '--bad-bg': '#fce6e3', '--bad': '#9a241a',
    '--info-bg': '#e0eef4', '--info': '#0d5064',
    '--quiet-bg': gray[1], '--quiet': gray[7],
    '--chart-1': petrol[6], '--chart-2': '#c08a2d', '--chart-3': '#8c9aa6', '--chart-bad': '#bf382a', '--chart-text': gray[6], '--chart-line': gray[2],
  },
  dark: {
    '--mantine-color-body': dark[8],
    '--mantine-color-text': dark[0],
    '--mantine-color-dimmed': dark[2],
    '--mantine-color-placeholder': dark[2],
    '--mantine-color-error': '#ff9b90',
    '--mantine-color-anchor': petrol[3],
    '--mantine-color-default-border': dark[5],
    '--surface': dark[7],
    '--surface-sunken': dark[8],
    '--line': '#2a333c',
    '--input-line': '#67737f',
    '--row-hover': dark[6],
    '--good-bg': '#12341f', '--good': '#82d8a4',
    '--warn-bg': '#3a2b0b', '--warn': '#f0c268',
    '--bad-bg': '#431c19', '--bad': '#ffa096',
    '--info-bg': '#11323e', '--info': '#91d1e5',
    '--quiet-bg': '#2a333c', '--quiet': dark[1],
    '--chart-1': petrol[4], '--chart-2': '#d9a44b', '--chart-3': '#6f7d89', '--chart-bad': '#e06456', '--chart-text': dark[2], '--chart-line': '#2a333c',
  },
});
